import AssayBase

/// A folder with the results in every form: `results.json`, `junit.xml` and `index.html`.
public struct ReportFolder: Sendable {
  /// The path of the folder.
  public let path: String

  /// Names the folder, which is made when something is written.
  public init(path: String) { self.path = path }

  /// Writes the three files, each in full or not at all.
  ///
  /// - Throws: `AssayError` when the system refuses.
  public func write(_ results: CheckResults) throws {
    try AtomicFile.createFolder(path)
    try AtomicFile.write(try JSONReport.document(results), to: "\(path)/results.json")
    try AtomicFile.write(JUnitReport.document(results), to: "\(path)/junit.xml")
    try AtomicFile.write(HTMLReport.document(results), to: "\(path)/index.html")
  }
}
