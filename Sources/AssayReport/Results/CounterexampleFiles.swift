import AssayBase
import AssayProperties
import Foundation

/// The picture and the replay file of a counterexample.
public struct CounterexampleFiles: Sendable, Equatable {
  /// The path of the PNG file; `nil` where there is nothing to draw.
  public let picture: String?
  /// The path of the file that `assay replay` and `assay accept` read; `nil` where there is nothing to run again.
  public let replay: String?

  /// Names files that exist.
  public init(picture: String?, replay: String? = nil) {
    self.picture = picture
    self.replay = replay
  }
}
