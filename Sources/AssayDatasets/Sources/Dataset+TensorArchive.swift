import AssayBase
import AssayImages
import AssayTensor
import Foundation

extension Dataset {
  /// Reads a data set from a safetensors archive with the tensors `images` and `labels`.
  ///
  /// `images` are floats N×C×H×W in [0, 1], `labels` N integers from 0. Class names come from the metadata text
  /// `class_names`, a JSON list, if there is one, else they are the numbers up to the largest label. All pixels are looked
  /// at once, piece by piece; then each image is read from the file when it is asked for.
  /// - Throws: `AssayError` naming the archive, the tensor and the entry: `unknownName` for a missing tensor,
  ///   `shapeMismatch`, `empty`, `notFinite`, or `invalidArgument` for a wrong type, pixel or label.
  public init(archive: TensorArchive, name: String) throws {
    let size = try Self.imageSize(in: archive)
    let labels = try Self.labels(in: archive)
    let imageCount = try archive.entry(named: "images").shape[0]
    let classNames = try Self.checkedClassNames(
      try Self.classNames(in: archive), labels: labels, imageCount: imageCount,
      name: "\(archive.source), tensor \"labels\"")
    let pixels = try Self.pixels(in: archive)
    try Self.check(pixels, size: size, archive: archive)
    try self.init(
      name: name, classNames: classNames, imageSize: size,
      source: ArraySource(array: pixels, size: size, order: .planes(size), stride: size.count, labels: labels))
  }

  /// Reads a data set from a safetensors file, named after the file.
  ///
  /// - Throws: `AssayError` as ``init(archive:name:)`` and `TensorArchive.init(contentsOf:)` do.
  public init(safetensors url: URL) throws {
    try self.init(
      archive: try TensorArchive(contentsOf: url), name: url.deletingPathExtension().lastPathComponent)
  }

  private static func imageSize(in archive: TensorArchive) throws -> ImageSize {
    let entry = try archive.entry(named: "images")
    let place = "\(archive.source), tensor \"images\""
    guard entry.type.isFloatingPoint else {
      throw AssayError(
        .invalidArgument, "the images are no floats", expected: "floats in [0, 1]", found: entry.type.rawValue,
        at: place, advice: "Divide 8-bit pixels by 255")
    }
    guard entry.shape.count == 4 else {
      throw AssayError(
        .shapeMismatch, "the images have the wrong number of dimensions", expected: "N×C×H×W",
        found: "\(entry.shape)", at: place)
    }
    guard entry.count > 0 else {
      throw AssayError(.empty, "there are no images", expected: "positive extents", found: "\(entry.shape)", at: place)
    }
    return ImageSize(channels: entry.shape[1], height: entry.shape[2], width: entry.shape[3])
  }

  /// The pixels, in the archive's file where it has one.
  private static func pixels(in archive: TensorArchive) throws -> NumberArray {
    let entry = try archive.entry(named: "images")
    let bytes = try archive.file.map { try ContainerBytes(plain: $0) }
    return try NumberArray(
      bytes: bytes ?? ContainerBytes(Array(archive.bytes(named: entry.name)), source: archive.source),
      format: "safetensors", shape: entry.shape, type: entry.type, isBigEndian: false,
      start: bytes == nil ? 0 : entry.byteRange.lowerBound)
  }

  private static func labels(in archive: TensorArchive) throws -> [Int] {
    let entry = try archive.entry(named: "labels")
    guard entry.shape.count == 1 else {
      throw AssayError(
        .shapeMismatch, "the labels have the wrong number of dimensions", expected: "one",
        found: "\(entry.shape)", at: "\(archive.source), tensor \"labels\"")
    }
    return try archive.integers(named: "labels")
  }

  private static func classNames(in archive: TensorArchive) throws -> [String]? {
    guard let text = archive.metadata["class_names"] else { return nil }
    let place = "\(archive.source), metadata \"class_names\""
    do {
      let list = try JSONValue(parsing: Data(text.utf8)).array ?? []
      let names = list.compactMap(\.string)
      guard !names.isEmpty, names.count == list.count else {
        throw AssayError(.malformedData, "the class names are no list of texts", expected: #"["cat", "dog"]"#)
      }
      return names
    } catch let error as AssayError {
      throw error.located(at: place)
    }
  }

  private static func check(_ pixels: NumberArray, size: ImageSize, archive: TensorArchive) throws {
    for start in stride(from: 0, to: pixels.count, by: pieceCount) {
      let piece = try pixels.floats(start..<min(pixels.count, start + pieceCount))
      guard let wrong = piece.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) else { continue }
      let (image, rest) = (start + wrong).quotientAndRemainder(dividingBy: size.count)
      let (channel, pixel) = rest.quotientAndRemainder(dividingBy: size.height * size.width)
      let (row, column) = pixel.quotientAndRemainder(dividingBy: size.width)
      throw AssayError(
        piece[wrong].isFinite ? .invalidArgument : .notFinite, "a pixel is outside [0, 1]",
        expected: "pixels in [0, 1]", found: "\(piece[wrong])",
        at: "\(archive.source), tensor \"images\", entry [\(image), \(channel), \(row), \(column)]",
        advice: "Divide 8-bit pixels by 255; normalisation is a layer inside the model")
    }
  }

  /// The pixels that are looked at together.
  private static let pieceCount = 1 << 20
}
