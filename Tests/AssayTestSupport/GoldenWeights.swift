import AssayTensor

/// The weights of trained networks beside the golden files.
public enum GoldenWeights {
  /// Reads `NAME.safetensors`; nil, after one printed line, when it is absent.
  public static func load(_ name: String) throws -> TensorArchive? {
    try GoldenFile.url(of: "\(name).safetensors").map { try TensorArchive(contentsOf: $0) }
  }
}
