"""Imprint of a printed page: the absolute address of what it shows, and its QR code."""

from functools import lru_cache

import segno

MAX_CODES = 1024


@lru_cache(MAX_CODES)
def qr_code(address: str) -> str:
    """Return the QR code (ISO/IEC 18004) of ``address`` as the data URI of an SVG picture.

    Codes are cached: one takes milliseconds to make, and the addresses of provisions repeat.
    """
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=2, omitsize=True)
