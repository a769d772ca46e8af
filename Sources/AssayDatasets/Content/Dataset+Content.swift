import AssayBase
import AssayImages

extension Dataset {
  /// What makes two examples the same.
  public enum ContentBasis: String, Sendable, Hashable, CaseIterable {
    /// The images are equal, pixel for pixel, as the model sees them: also a picture saved in two formats.
    case pixels
    /// The files are equal, byte for byte; examples without a file of their own are compared by their pixels.
    case bytes
  }

  /// The SHA-256 digests of the examples' contents, in order; read on all cores, a batch at a time.
  ///
  /// - Throws: What reading the examples throws.
  package func contents(by basis: ContentBasis) throws -> [SHA256] {
    var contents: [SHA256] = []
    contents.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: Self.contentBatch) {
      let indices = Array(start..<min(count, start + Self.contentBatch))
      if basis == .bytes, let paths = try files(at: indices) {
        contents += try WorkerPool.map(paths.count) { SHA256(try AtomicFile.read(paths[$0])) }
      } else {
        let examples = try examples(at: indices)
        contents += try WorkerPool.map(examples.count) { Self.content(of: examples[$0].image) }
      }
    }
    return contents
  }

  /// Examples read at a time.
  private static let contentBatch = 256

  /// The digest of an image's size and values.
  package static func content(of image: Image) -> SHA256 {
    let size = [image.size.channels, image.size.height, image.size.width].flatMap { Array("\($0) ".utf8) }
    let bits = image.values.withUnsafeBytes { Array($0) }
    return SHA256(size + bits)
  }

  /// The files of the examples, unless one has none.
  private func files(at indices: [Int]) throws -> [String]? {
    let paths = try indices.compactMap { try file(at: $0) }
    return paths.count == indices.count ? paths : nil
  }
}
