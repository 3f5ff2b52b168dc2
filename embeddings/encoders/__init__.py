"""Encoders: ONNX Runtime, PyTorch, hashing; batching and caching around them."""
