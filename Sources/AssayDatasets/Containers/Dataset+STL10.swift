import AssayBase
import AssayImages
import Foundation

extension Dataset {
  /// Reads a data set from STL-10's binary files: 96×96 RGB images in columns, and labels from 1 to 10.
  ///
  /// Format: A. Coates, H. Lee, A. Y. Ng, https://cs.stanford.edu/~acoates/stl10/. Each channel is a plane whose columns
  /// follow one another. Labels become 0 to 9; class names come from `class_names.txt` beside the images, else they are
  /// the ten of STL-10. Without `labels`, as for `unlabeled_X.bin`, there is the one class "unlabeled". A plain file is
  /// read an image at a time, a gzipped one is unpacked into memory.
  ///
  /// - Throws: `AssayError` naming the file and the byte offset; `malformedData` for a part of an image or a label
  ///   outside 1...10, `shapeMismatch` for another number of labels than images.
  public init(stl10Images: URL, labels: URL?, name: String? = nil, byteLimit: Int = 1 << 32) throws {
    let size = ImageSize(channels: 3, height: 96, width: 96)
    let bytes = try ContainerBytes(contentsOf: stl10Images, limit: byteLimit)
    let array = try bytes.naming { try RecordFile.array(bytes, recordBytes: size.count, format: "STL-10") }
    let numbers = try labels.map { try Self.stl10Labels($0, byteLimit) }
    let classNames: [String]
    if numbers == nil {
      classNames = ["unlabeled"]
    } else {
      classNames =
        try ClassNameFile.names(beside: stl10Images, file: "class_names.txt", count: 10) ?? Self.stl10ClassNames
    }
    let count = array.shape[0]
    let checked = numbers ?? [Int](repeating: 0, count: count)
    _ = try Self.checkedClassNames(classNames, labels: checked, imageCount: count, name: bytes.source)
    try self.init(
      name: name ?? ContainerName.of(stl10Images), classNames: classNames, imageSize: size,
      source: ArraySource(array: array, size: size, order: .columns(size), stride: size.count, labels: checked))
  }

  private static let stl10ClassNames = [
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
  ]

  private static func stl10Labels(_ url: URL, _ byteLimit: Int) throws -> [Int] {
    let bytes = try ContainerBytes(contentsOf: url, limit: byteLimit)
    return try bytes.naming {
      let labels = try RecordFile.column(0, of: RecordFile.array(bytes, recordBytes: 1, format: "STL-10"))
      if let wrong = labels.firstIndex(where: { !(1...10).contains($0) }) {
        throw AssayError.malformed("STL-10", "a label is out of range", "1 to 10", "\(labels[wrong])", at: wrong)
      }
      return labels.map { $0 - 1 }
    }
  }
}
