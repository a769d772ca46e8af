import AssayBase
import AssayImages
import AssayTensor
import Foundation

extension Dataset {
  /// Makes the data set of an array of images and one of labels.
  ///
  /// - Parameter layout: The order of the images' axes, where their extents do not tell.
  init(
    name: String, images: NumberArray, labels: NumberArray, layout: ImageLayout?, classNames: [String]?
  ) throws {
    let source = images.bytes.source
    guard images.count > 0 else {
      throw AssayError(
        .empty, "\(images.format): there are no images", expected: "positive extents", found: "\(images.shape)",
        at: source)
    }
    let kind = try images.bytes.naming { try ImageLayout(of: images.shape, told: layout) }
    let size = kind.size(in: images.shape)
    let numbers = try Self.labels(labels)
    let names = try Self.checkedClassNames(
      classNames, labels: numbers, imageCount: images.shape[0], name: labels.bytes.source)
    try self.init(
      name: name, classNames: names, imageSize: size,
      source: ArraySource(
        array: images, size: size, order: kind == .interleaved ? .interleaved(size) : .planes(size),
        stride: size.count, labels: numbers))
  }

  /// The labels of an array N or N×1 of whole numbers.
  private static func labels(_ array: NumberArray) throws -> [Int] {
    guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
      throw AssayError(
        .shapeMismatch, "\(array.format): the labels have the wrong shape", expected: "N, or N×1",
        found: array.shape.map(String.init).joined(separator: "×"), at: array.bytes.source)
    }
    guard !array.type.isFloatingPoint else {
      throw AssayError(
        .invalidArgument, "\(array.format): the labels are floats", expected: "whole numbers",
        found: array.type.rawValue, at: array.bytes.source)
    }
    return try array.integers(0..<array.count)
  }
}

extension Dataset {
  /// Reads a data set from a pair of IDX files, plain or gzipped, as MNIST and its relatives come.
  ///
  /// The images are N×H×W, N×H×W×C or N×C×H×W. Bytes and other whole numbers are pixels from 0 to 255; floats must be
  /// in [0, 1]. A plain file is read an image at a time; a gzipped one is unpacked into memory.
  ///
  /// - Parameters:
  ///   - idxImages: The file of the images.
  ///   - labels: The file of the labels, N whole numbers from 0.
  ///   - layout: The order of the images' axes, where four extents do not tell.
  ///   - classNames: The names of the classes; without them "0", "1" and so on up to the largest label.
  ///   - name: What the data set is called; without it the name of the images' file.
  ///   - byteLimit: The largest number of bytes a gzipped file may become.
  /// - Throws: `AssayError` naming the file and the byte offset.
  public init(
    idxImages: URL, labels: URL, layout: ImageLayout? = nil, classNames: [String]? = nil, name: String? = nil,
    byteLimit: Int = 1 << 32
  ) throws {
    try self.init(
      name: name ?? ContainerName.of(idxImages),
      images: IDX.array(ContainerBytes(contentsOf: idxImages, limit: byteLimit)),
      labels: IDX.array(ContainerBytes(contentsOf: labels, limit: byteLimit)), layout: layout, classNames: classNames)
  }
}
