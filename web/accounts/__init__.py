"""Accounts of those who work with Bapta: roles, signing in and out, the audit trail.

A route that needs a role takes the account from a dependency. Whoever is not signed in is sent to
``/sign-in``, a role that is not enough gets 403, and every request but GET must bear the token
against forged requests: ``account.csrf`` in the form field ``csrf`` or in the header
``X-CSRF-Token``::

    from web.accounts.auth import account_of, require
    from web.accounts.roles import Role
    from web.accounts.staff_page import staff_page

    @router.get("/desk")
    def desk(request: Request, account: Annotated[Account, Depends(require(Role.OPERATOR))]):
        return staff_page(request, account, "desk/search.html", {...})

``Depends(account_of)`` gives the account that is signed in, or None where nobody is or the site
has no accounts; it never refuses. ``account.may(Role.INSTRUCTOR)`` asks for a role. Who changed
what is written in the transaction of the change: ``record(session, account.name, "canned.approve",
subject, detail)`` of :mod:`web.accounts.models`.
"""
