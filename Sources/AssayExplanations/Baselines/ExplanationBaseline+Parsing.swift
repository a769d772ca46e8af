import AssayBase

extension ExplanationBaseline {
  /// Reads a baseline as the command writes it: `black`, `white`, `gray`, `blurred:4`, or a pixel value such as `0.25`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that says what may stand there.
  public init(parsing text: String) throws {
    switch text {
    case "black": self = .black
    case "white": self = .white
    case "gray": self = .uniform(0.5)
    default:
      if let deviation = Self.number(behind: "blurred:", in: text), deviation >= 0 {
        self = .blurred(deviation: deviation)
        return
      }
      guard let value = Float(text), value >= 0, value <= 1 else {
        throw AssayError(
          .invalidArgument, "there is no such baseline", expected: "\(Self.forms)", found: "“\(text)”")
      }
      self = .uniform(value)
    }
  }

  /// How a baseline may be written.
  package static let forms = "black, white, gray, blurred:PIXELS or a pixel value from 0 to 1"

  private static func number(behind prefix: String, in text: String) -> Double? {
    guard text.hasPrefix(prefix), let number = Double(text.dropFirst(prefix.count)), number.isFinite else { return nil }
    return number
  }
}

extension [ExplanationBaseline] {
  /// Reads baselines joined by `+`: `black+white`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that says what may stand there.
  init(parsing text: String) throws {
    self = try text.split(separator: "+", omittingEmptySubsequences: false).map {
      try ExplanationBaseline(parsing: String($0))
    }
  }
}
