import AssayBase
import AssayDatasets
import AssayImages
import AssayTensor
import Foundation

/// The test images that the reference networks are judged by.
enum ReferenceDigits {
  /// The number of images.
  static let count = 360

  /// A file of the folder of reference figures.
  static func file(_ name: String) -> URL {
    let folder = ProcessInfo.processInfo.environment["ASSAY_GOLDEN_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    return URL(filePath: folder ?? "../shared/golden", directoryHint: .isDirectory).appending(path: name)
  }

  /// The test images and their labels.
  ///
  /// - Throws: What reading throws, and `AssayError(.shapeMismatch)` when there are not as many as there should be.
  static func dataset() throws -> Dataset {
    let archive = try TensorArchive(contentsOf: file("digits.safetensors"))
    let (pixels, labels) = (try archive.floats(named: "data/x_test"), try archive.integers(named: "data/y_test"))
    let size = ImageSize(channels: 1, height: 8, width: 8)
    guard labels.count == count, pixels.count == count * size.count else {
      throw AssayError(
        .shapeMismatch, "the reference digits have another number of images", expected: "\(count) of 8×8",
        found: "\(labels.count) labels, \(pixels.count) pixels", at: archive.source)
    }
    let images = try (0..<count).map {
      try Image(size: size, values: Array(pixels[$0 * size.count..<($0 + 1) * size.count]))
    }
    return try Dataset(name: "reference digits", images: images, labels: labels)
  }
}
