import AssayBase
import AssayImages
import Foundation

/// Which of CIFAR-100's two labels an example gets.
public enum CIFAR100Labels: String, Sendable, Hashable, CaseIterable {
  /// One of 100 classes.
  case fine
  /// One of 20 groups of classes.
  case coarse
}

extension Dataset {
  /// Reads a data set from files of CIFAR-10's binary version: records of a label byte and 3 × 32 × 32 pixels.
  ///
  /// Format: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html. The files' records follow one another. Names of
  /// the classes come from `batches.meta.txt` beside the first file, else they are "0" to "9". A plain file is read an
  /// image at a time, a gzipped one is unpacked into memory.
  ///
  /// - Throws: `AssayError` naming the file and the byte offset; `malformedData` for a part of a record or a label
  ///   above 9.
  public init(cifar10 files: [URL], name: String? = nil, byteLimit: Int = 1 << 32) throws {
    try self.init(
      cifar: files, name: name, byteLimit: byteLimit, labelBytes: 1, label: 0, classCount: 10,
      namesFile: "batches.meta.txt", format: "CIFAR-10")
  }

  /// Reads a data set from files of CIFAR-100's binary version: a coarse label, a fine label, and 3 × 32 × 32 pixels.
  ///
  /// As ``init(cifar10:name:byteLimit:)``; names come from `fine_label_names.txt` or `coarse_label_names.txt`.
  public init(
    cifar100 files: [URL], labels: CIFAR100Labels = .fine, name: String? = nil, byteLimit: Int = 1 << 32
  ) throws {
    try self.init(
      cifar: files, name: name, byteLimit: byteLimit, labelBytes: 2, label: labels == .fine ? 1 : 0,
      classCount: labels == .fine ? 100 : 20, namesFile: "\(labels.rawValue)_label_names.txt", format: "CIFAR-100")
  }

  private init(
    cifar files: [URL], name: String?, byteLimit: Int, labelBytes: Int, label: Int, classCount: Int,
    namesFile: String, format: String
  ) throws {
    guard let first = files.first else {
      throw AssayError(.empty, "no file is named", expected: "at least one file of \(format)", found: "none")
    }
    let size = ImageSize(channels: 3, height: 32, width: 32)
    let record = labelBytes + size.count
    let parts = try files.map { file in
      let bytes = try ContainerBytes(contentsOf: file, limit: byteLimit)
      return try bytes.naming {
        let array = try RecordFile.array(bytes, recordBytes: record, format: format)
        let labels = try RecordFile.column(label, of: array)
        if let wrong = labels.firstIndex(where: { $0 >= classCount }) {
          throw AssayError.malformed(
            format, "a label is out of range", "0 to \(classCount - 1)", "\(labels[wrong])", at: wrong * record + label)
        }
        return ArraySource(
          array: array, size: size, order: .planes(size), first: labelBytes, stride: record, labels: labels)
      }
    }
    let names = try ClassNameFile.names(beside: first, file: namesFile, count: classCount)
    try self.init(
      name: name ?? ContainerName.of(first), classNames: names ?? (0..<classCount).map { "\($0)" }, imageSize: size,
      source: JoinedSource(parts))
  }
}
