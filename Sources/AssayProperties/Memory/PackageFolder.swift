import AssayBase
import Foundation

/// Finds the user's package, in which files of runs and the corpus have their places.
package enum PackageFolder {
  /// The nearest folder with a `Package.swift`, from `folder` upwards; `nil` when there is none.
  package static func above(_ folder: String) -> String? {
    var folder = folder
    while true {
      if FileManager.default.fileExists(atPath: folder == "/" ? "/Package.swift" : "\(folder)/Package.swift") {
        return folder
      }
      let parent = AtomicFile.parent(of: folder)
      if parent == folder || parent == "." { return nil }
      folder = parent
    }
  }

  /// The package of the current folder, which is that of `swift test`; else that of a source file; else the folder.
  ///
  /// An IDE starts tests in the root of the file system, where the source file has to say.
  package static func current(sourceFile: String? = nil) -> String {
    let folder = FileManager.default.currentDirectoryPath
    if let package = above(folder) { return package }
    if let sourceFile, let package = above(AtomicFile.parent(of: sourceFile)) { return package }
    return folder == "/" ? NSTemporaryDirectory() : folder
  }

  /// A path as a person in the current folder would name it.
  package static func shortened(_ path: String) -> String {
    let folder = FileManager.default.currentDirectoryPath
    guard folder != "/", path.hasPrefix(folder + "/") else { return path }
    return String(path.dropFirst(folder.count + 1))
  }
}
