"""The MCP server, by which assistants quote the law and verify quotes."""
