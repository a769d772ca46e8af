import AssayBase
import Foundation
import Synchronization
import Testing

/// The files of one failing check: `.assay/counterexamples/<suite>/<test>.json`, and `.png` where there is a picture.
struct FailureFiles: Sendable {
  /// How often each name was given in this process.
  private static let given = Mutex<[String: Int]>([:])

  private let site: CheckSite
  private let folder: String
  private let name: String

  /// Names the files; a second check of the same test gets "-2".
  init(for site: CheckSite) {
    self.site = site
    let count = Self.given.withLock { given in
      let count = given["\(site.name.folder)/\(site.name.file)", default: 0] + 1
      given["\(site.name.folder)/\(site.name.file)"] = count
      return count
    }
    let root = Self.root(of: site.location)
    folder = (root.isEmpty ? "" : "\(root)/") + ".assay/counterexamples/\(site.name.folder)"
    name = site.name.file + (count == 1 ? "" : "-\(count)")
  }

  /// What was written, as a person in the folder of the run would name it.
  struct Written {
    var picture: String?
    var replay: String?
    /// Why a file is missing.
    var fault: String?
  }

  /// Writes the files and attaches them to the test; never throws, since there is already a failure to report.
  func write(picture: Data?, replay: Data?) -> Written {
    var written = Written()
    do {
      if let picture { written.picture = try write(picture, as: "png") }
      if let replay { written.replay = try write(replay, as: "json") }
    } catch {
      written.fault = "\(error)"
    }
    return written
  }

  private func write(_ bytes: Data, as type: String) throws -> String {
    Attachment.record(
      AttachedFile(bytes: bytes), named: "\(site.name.folder).\(name).\(type)", sourceLocation: site.location)
    let path = "\(folder)/\(name).\(type)"
    try AtomicFile.write(bytes, to: path, creatingFolders: true)
    return path
  }

  /// Nothing for the current folder, which is the package's under `swift test`; else the package of the source file.
  ///
  /// An IDE starts tests in the root of the file system.
  private static func root(of location: SourceLocation) -> String {
    guard FileManager.default.currentDirectoryPath == "/" else { return "" }
    var folder = AtomicFile.parent(of: location.filePath)
    while folder.count > 1 {
      if FileManager.default.fileExists(atPath: "\(folder)/Package.swift") { return folder }
      folder = AtomicFile.parent(of: folder)
    }
    return NSTemporaryDirectory()
  }
}
