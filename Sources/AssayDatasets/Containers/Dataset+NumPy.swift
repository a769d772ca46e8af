import AssayBase
import Foundation

extension Dataset {
  /// Reads a data set from a pair of NumPy's NPY files.
  ///
  /// The images are N×H×W, N×H×W×C or N×C×H×W; whole numbers are pixels from 0 to 255, truth values 0 and 1, and floats
  /// must be in [0, 1]. The labels are N or N×1 whole numbers from 0. Either byte order; arrays in Fortran order are
  /// read whole. A plain file in C order is read an image at a time, a gzipped one is unpacked into memory.
  ///
  /// - Parameters:
  ///   - npyImages: The file of the images.
  ///   - labels: The file of the labels.
  ///   - layout: The order of the images' axes, where four extents do not tell.
  ///   - classNames: The names of the classes; without them "0", "1" and so on up to the largest label.
  ///   - name: What the data set is called; without it the name of the images' file.
  ///   - byteLimit: The largest number of bytes a compressed file may become.
  /// - Throws: `AssayError` naming the file and the byte offset.
  public init(
    npyImages: URL, labels: URL, layout: ImageLayout? = nil, classNames: [String]? = nil, name: String? = nil,
    byteLimit: Int = 1 << 32
  ) throws {
    try self.init(
      name: name ?? ContainerName.of(npyImages),
      images: NPY.array(ContainerBytes(contentsOf: npyImages, limit: byteLimit)),
      labels: NPY.array(ContainerBytes(contentsOf: labels, limit: byteLimit)), layout: layout, classNames: classNames)
  }

  /// Reads a data set from two arrays of a NumPy NPZ file, stored or deflated.
  ///
  /// As ``init(npyImages:labels:layout:classNames:name:byteLimit:)``; a stored array is read an image at a time.
  ///
  /// - Parameters:
  ///   - npz: The file.
  ///   - images: The name of the images' array; without it one of the usual pairs, if the file has only one of them:
  ///     `images` and `labels`, `x` or `X` and `y`, `data` and `labels` or `target`, or those with `train_`, `_train`,
  ///     `test_`, `_test` and the like.
  ///   - labels: The name of the labels' array; to be given with `images`.
  public init(
    npz: URL, images: String? = nil, labels: String? = nil, layout: ImageLayout? = nil, classNames: [String]? = nil,
    name: String? = nil, byteLimit: Int = 1 << 32
  ) throws {
    let archive = try ZipArchive(ContainerBytes(contentsOf: npz, limit: byteLimit))
    let (imagesName, labelsName) = try archive.bytes.naming {
      try NPZNames.pair(in: archive.members.map(\.name), images: images, labels: labels)
    }
    func array(_ name: String) throws -> NumberArray {
      guard let member = archive.members.first(where: { NPZNames.array(in: $0.name) == name }) else {
        let known = archive.members.map { NPZNames.array(in: $0.name) }.joined(separator: ", ")
        throw AssayError(
          .unknownName, "there is no such array", expected: known, found: name, at: archive.bytes.source)
      }
      return try NPY.array(archive.contents(of: member, limit: byteLimit))
    }
    try self.init(
      name: name ?? ContainerName.of(npz), images: try array(imagesName), labels: try array(labelsName),
      layout: layout, classNames: classNames)
  }
}

/// The names under which NPZ files usually have images and labels.
enum NPZNames {
  /// The name of an array in a member called so: without ".npy".
  static func array(in member: String) -> String {
    member.hasSuffix(".npy") ? String(member.dropLast(4)) : member
  }

  /// The names of the two arrays, as given or as the only usual pair among `members`.
  static func pair(in members: [String], images: String?, labels: String?) throws -> (images: String, labels: String) {
    if let images, let labels { return (images, labels) }
    let names = members.map(array)
    guard images == nil, labels == nil else {
      throw AssayError(
        .invalidArgument, "only one of images and labels is named", expected: "both or none",
        found: names.joined(separator: ", "))
    }
    let pairs = usual.filter { names.contains($0.0) && names.contains($0.1) }
    guard pairs.count == 1 else {
      let listed = names.isEmpty ? "no arrays" : names.joined(separator: ", ")
      throw AssayError(
        pairs.isEmpty ? .unknownName : .invalidArgument, "it is not clear which arrays are images and labels",
        expected: "one pair such as images and labels", found: listed, advice: "Say images=NAME,labels=NAME")
    }
    return pairs[0]
  }

  private static let usual: [(String, String)] = {
    let plain = [("images", "labels"), ("x", "y"), ("X", "y"), ("data", "labels"), ("data", "target")]
    let parts = ["train", "test", "val", "valid"]
    return plain
      + plain.flatMap { pair in
        parts.flatMap { part in
          [("\(part)_\(pair.0)", "\(part)_\(pair.1)"), ("\(pair.0)_\(part)", "\(pair.1)_\(part)")]
        }
      }
  }()
}
