import AssayBase
import Foundation

/// The folder `.assay`, in which runs leave pictures, cases and results: ignored by git, and kept small by itself.
///
/// Safe for any number of threads and processes at once: files appear by rename, lines by one appending write, and
/// nothing is removed while anybody writes.
package struct RunFolder: Sendable {
  /// The name of the folder in the package.
  package static let name = ".assay"

  /// What the folder may hold before the oldest goes.
  package struct Limits: Sendable {
    /// The bytes of all pictures and cases.
    package var bytes: Int
    /// The number of all pictures and cases.
    package var files: Int
    /// The bytes of the log of results, of which one older part is kept beside the present one.
    package var logBytes: Int
    /// The seconds for which a file is safe, whatever the other limits say: someone may be about to look at it.
    package var grace: Double

    package init(bytes: Int = 64 << 20, files: Int = 2_000, logBytes: Int = 4 << 20, grace: Double = 600) {
      self.bytes = bytes
      self.files = files
      self.logBytes = logBytes
      self.grace = grace
    }
  }

  /// The path of the folder, which need not exist.
  package let path: String
  private let limits: Limits

  package init(path: String, limits: Limits = Limits()) {
    self.path = path
    self.limits = limits
  }

  /// The folder of a package, or of the current folder where that is not given.
  package init(inPackage package: String = "") {
    self.init(path: package.isEmpty ? Self.name : "\(package)/\(Self.name)")
  }

  /// The file with the results of this and earlier runs.
  package var results: String { "\(path)/results.jsonl" }
  private var lock: String { "\(path)/lock" }
  private var cases: String { "\(path)/counterexamples" }

  /// Makes the folder, with the file that keeps git away.
  ///
  /// - Throws: `AssayError` when the system refuses.
  package func prepare() throws {
    try AtomicFile.createFolder(path)
    let ignore = "\(path)/.gitignore"
    guard !FileManager.default.fileExists(atPath: ignore) else { return }
    try AtomicFile.write("# Left by runs of Assay, and removed by them in time.\n*\n", to: ignore)
  }

  /// Writes the files of one case together, as `counterexamples/<name>.<type>`, and makes room if there is none.
  ///
  /// - Throws: `AssayError` when the system refuses.
  package func writeCase(_ name: String, _ files: [(type: String, bytes: Data)]) throws {
    try prepare()
    try FileLock.shared(lock) {
      for file in files {
        try AtomicFile.write(file.bytes, to: caseFile(name, file.type), creatingFolders: true)
      }
    }
    try prune()
  }

  /// The path of a file of a case.
  package func caseFile(_ name: String, _ type: String) -> String { "\(cases)/\(name).\(type)" }

  /// Appends a line to the log of results, which starts anew when it is full.
  ///
  /// - Throws: `AssayError` when the system refuses.
  package func appendResult(_ line: Data) throws {
    try prepare()
    try Self.append(line, to: results)
    var info = stat()
    guard stat(results, &info) == 0, Int(info.st_size) > limits.logBytes else { return }
    // Whoever has the file open still writes into the renamed one, so that no line is lost.
    try FileLock.aloneIfFree(lock) {
      guard stat(results, &info) == 0, Int(info.st_size) > limits.logBytes else { return }
      guard rename(results, "\(path)/results.1.jsonl") == 0 || errno == ENOENT else {
        throw FileFault.error(errno, "cannot start the log anew", results)
      }
    }
  }

  /// One write of the whole line to a file opened for appending, so that runs side by side do not mix their lines.
  private static func append(_ line: Data, to path: String) throws {
    let bytes = line + [UInt8(ascii: "\n")]
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot write the file", path) }
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else {
      throw FileFault.error(written < 0 ? errno : ENOSPC, "cannot write the file", path)
    }
  }
}

extension RunFolder {
  private struct File {
    let path: String
    let size: Int
    let age: Double
  }

  /// Removes the oldest cases until the folder is within its limits; leaves it to the next write when others write now.
  private func prune() throws {
    let files = caseFiles()
    var (bytes, count) = (files.reduce(0) { $0 + $1.size }, files.count)
    guard bytes > limits.bytes || count > limits.files else { return }
    try FileLock.aloneIfFree(lock) {
      for file in files.sorted(by: { ($0.age, $0.path) > ($1.age, $1.path) }) {
        guard bytes > limits.bytes || count > limits.files, file.age >= limits.grace else { break }
        // What was written again since it was listed is new, and stays.
        guard let now = Self.file(file.path), now.age >= limits.grace else { continue }
        unlink(file.path)
        bytes -= file.size
        count -= 1
      }
    }
  }

  private func caseFiles() -> [File] {
    let names = FileManager.default.enumerator(atPath: cases)?.compactMap { $0 as? String } ?? []
    return names.compactMap { Self.file("\(cases)/\($0)") }
  }

  private static func file(_ path: String) -> File? {
    var info = stat()
    guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Darwin)
      let written = info.st_mtimespec
    #else
      let written = info.st_mtim
    #endif
    let seconds = Double(written.tv_sec) + Double(written.tv_nsec) / 1e9
    return File(path: path, size: Int(info.st_size), age: Date().timeIntervalSince1970 - seconds)
  }
}
