"""Asking: the API, the chat page, the widget, conversation and feedback."""
