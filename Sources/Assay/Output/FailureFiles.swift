import AssayBase
import AssayProperties
import AssayReport
import Foundation
import Synchronization
import Testing

/// The files of one failing check: `.assay/counterexamples/<suite>/<test>.json`, and `.png` where there is a picture.
struct FailureFiles: Sendable {
  /// How many checks each test has had in this process.
  private static let given = Mutex<[String: Int]>([:])

  private let site: CheckSite
  private let folder: RunFolder
  private let name: String

  /// Names the files; a second check of the same test gets "-2".
  init(for site: CheckSite) {
    self.site = site
    folder = site.runFolder
    let test = "\(site.owner.source ?? "") \(site.owner.test)"
    let count = Self.given.withLock { given in
      given[test, default: 0] += 1
      return given[test, default: 1]
    }
    name = site.name.file + (count == 1 ? "" : "-\(count)")
  }

  /// What was written, as a person in the folder of the run would name it.
  struct Written {
    var picture: String?
    var replay: String?
    /// Why files are missing.
    var fault: String?

    /// The files for a report.
    var files: CounterexampleFiles? {
      picture == nil && replay == nil ? nil : CounterexampleFiles(picture: picture, replay: replay)
    }
  }

  /// Writes the files and attaches them to the test; never throws, since there is already a failure to report.
  ///
  /// - Parameter content: What can be run again; `nil` where there is only a picture to look at.
  func write(picture: Data?, saving content: SavedCase.Content?, model: ModelIdentity? = nil) -> Written {
    do {
      let saved = content.map { SavedCase($0, of: site.owner, model: model) }
      var files: [(type: String, bytes: Data)] = []
      if let saved { files.append((type: "json", bytes: try saved.json())) }
      if let picture { files.append((type: "png", bytes: picture)) }
      for file in files {
        Attachment.record(
          AttachedFile(bytes: file.bytes), named: "\(site.name.folder).\(name).\(file.type)",
          sourceLocation: site.location)
      }
      let path = unsharedName()
      try folder.writeCase(path, files)
      return Written(
        picture: picture.map { _ in PackageFolder.shortened(folder.caseFile(path, "png")) },
        replay: saved.map { _ in PackageFolder.shortened(folder.caseFile(path, "json")) })
    } catch {
      return Written(fault: "\(error)")
    }
  }

  /// The path of the files below the folder of cases.
  ///
  /// Where another test of the same name has left its own, which say whose they are, this one's get a mark of its own.
  private func unsharedName() -> String {
    let path = "\(site.name.folder)/\(name)"
    let known = try? SavedCase(contentsOf: folder.caseFile(path, "json"))
    guard let owner = known?.owner, owner != site.owner else { return path }
    return "\(path)~\(Fingerprint("\(site.owner.test) \(site.owner.source ?? "")").shortText)"
  }
}
