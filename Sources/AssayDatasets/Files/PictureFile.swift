import AssayBase

/// A file of a data set: all that is kept of it while it is not read.
struct PictureFile: Sendable {
  /// The path below the data set's folder.
  let path: String
  /// Its class.
  let label: Int
  /// What it has in common with other files.
  var group: String?
  /// Its place in the original collection or table.
  let row: Int
  /// Its size and age when the data set was opened.
  let stamp: FileStamp

  /// Whether a file of this name is taken for a picture; its first bytes decide when it is read.
  static func isPicture(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The file extensions of the formats that are read, in lower case.
  static let extensions: [String] = ["png", "jpg", "jpeg", "jpe", "jfif", "pnm", "pbm", "pgm", "ppm", "pam"]
}
