"""Vector indexes and where they are stored: FAISS in a folder, Milvus."""
