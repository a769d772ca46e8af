import AssayBase
import Foundation

/// Places that a command will write to, looked at before the work that would otherwise be lost.
enum OutputPath {
  /// - Throws: `AssayError` when a file could not be written at `path`.
  static func checkFile(_ path: String, option: String) throws {
    do {
      var info = stat()
      if stat(path, &info) == 0 {
        guard info.st_mode & S_IFMT != S_IFDIR else {
          throw AssayError(.inaccessibleFile, "cannot write the file", expected: "a file", found: "a folder", at: path)
        }
      } else if path.hasSuffix("/") {
        throw AssayError(.invalidArgument, "cannot write the file", expected: "a file", found: "a folder", at: path)
      }
      let folder = AtomicFile.parent(of: path)
      if let code = fault(ofFolder: folder) { throw FileFault.error(code, "cannot write into the folder", folder) }
    } catch let error as AssayError {
      throw error.located(at: option)
    }
  }

  /// - Throws: `AssayError` when files could not be written into a folder at `path`, which need not exist yet.
  static func checkFolder(_ path: String, option: String) throws {
    var existing = path
    var info = stat()
    while stat(existing, &info) != 0, errno == ENOENT, AtomicFile.parent(of: existing) != existing {
      existing = AtomicFile.parent(of: existing)
    }
    if let code = fault(ofFolder: existing) {
      throw FileFault.error(code, "cannot write into the folder", existing).located(at: option)
    }
  }

  /// The system's number for what keeps files from being made in a folder, if anything does.
  private static func fault(ofFolder path: String) -> Int32? {
    var info = stat()
    if stat(path, &info) != 0 { return errno }
    if info.st_mode & S_IFMT != S_IFDIR { return ENOTDIR }
    return access(path, W_OK) == 0 ? nil : errno
  }
}
