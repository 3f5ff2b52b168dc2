"""Encoders: ONNX Runtime, PyTorch; batching and caching around them."""
