import Foundation

/// What a folder holds, in an order that depends on the names alone.
///
/// Names are compared by their UTF-8 bytes: not by a language's rules, and not in the file system's order. What begins with
/// a dot is hidden and left out, as is `__MACOSX`, which archives carry.
package struct FolderListing: Sendable {
  /// A file or a folder inside.
  package struct Entry: Sendable {
    /// The name without the path.
    package let name: String
    /// The kind, size and age of what the name leads to, behind symbolic links.
    package let stamp: FileStamp
  }

  /// The entries whose names are UTF-8, sorted.
  package let entries: [Entry]
  /// Names that are not UTF-8 or lead nowhere, in words.
  package let faults: [String]

  /// Lists the folder at `path`.
  ///
  /// - Throws: `AssayError`: `missingFile`, or `inaccessibleFile` for a file or what the system refuses.
  package init(_ path: String) throws {
    try AtomicFile.checkPath(path)
    var entries: [Entry] = []
    var faults: [String] = []
    for bytes in try Self.names(in: path) {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        faults.append("\(path)/\(String(decoding: bytes, as: UTF8.self)): the name is not UTF-8")
        continue
      }
      if name.hasPrefix(".") || name == "__MACOSX" { continue }
      guard let stamp = FileStamp(path: "\(path)/\(name)") else {
        faults.append("\(path)/\(name): a link that leads nowhere, or no permission")
        continue
      }
      entries.append(Entry(name: name, stamp: stamp))
    }
    self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.faults = faults.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The folders inside.
  package var folders: [Entry] { entries.filter(\.stamp.isFolder) }
  /// The files inside.
  package var files: [Entry] { entries.filter(\.stamp.isFile) }

  private static func names(in path: String) throws -> [[UInt8]] {
    guard let folder = opendir(path) else { throw FileFault.error(errno, "cannot list the folder", path) }
    defer { closedir(folder) }
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else {
      throw FileFault.error(ENOTSUP, "cannot list the folder", path)
    }
    var names: [[UInt8]] = []
    while true {
      // The end and an error look the same but for the number.
      errno = 0
      guard let entry = readdir(folder) else { break }
      // Read in place: an entry is shorter than its type says when its name is.
      let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      names.append(Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
    }
    if errno != 0 { throw FileFault.error(errno, "cannot list the folder", path) }
    return names
  }
}
