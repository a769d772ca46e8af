import AssayBase
import AssayProperties
import Foundation

/// The picture and the replay file of a counterexample.
public struct CounterexampleFiles: Sendable, Equatable {
  /// The path of the PNG file.
  public let picture: String
  /// The path of the file that `assay replay` reads.
  public let replay: String

  /// Names two files that exist.
  public init(picture: String, replay: String) {
    self.picture = picture
    self.replay = replay
  }

  /// Writes both files as `name.png` and `name.json` into a folder, which is made when it is missing.
  ///
  /// - Throws: `AssayError` when the system refuses.
  public init(writing counterexample: ImageCounterexample, into folder: String, name: String) throws {
    self.init(picture: "\(folder)/\(name).png", replay: "\(folder)/\(name).json")
    try AtomicFile.write(try counterexample.png(), to: picture, creatingFolders: true)
    try AtomicFile.write(try counterexample.json(), to: replay)
  }
}
