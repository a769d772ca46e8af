import AssayBase

extension ExplanationBaseline {
  /// Reads a baseline as the command writes it: `black`, `white`, `gray`, or a pixel value such as `0.25`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that says what may stand there.
  public init(parsing text: String) throws {
    switch text {
    case "black": self = .black
    case "white": self = .white
    case "gray": self = .uniform(0.5)
    default:
      guard let value = Float(text), value >= 0, value <= 1 else {
        throw AssayError(
          .invalidArgument, "there is no such baseline", expected: "\(Self.forms)", found: "“\(text)”")
      }
      self = .uniform(value)
    }
  }

  /// How a baseline may be written.
  package static let forms = "black, white, gray or a pixel value from 0 to 1"
}
