/// What went wrong with data, a file or an argument: what was expected, what was found, and where.
///
/// Every public function of Assay that can meet bad input throws this one type, so a caller can match on ``kind``
/// and a person can read ``description``.
public struct AssayError: Error, Sendable, Equatable {
  /// The class of fault, for code that reacts to it.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// An argument is outside its range.
    case invalidArgument
    /// A file does not exist.
    case missingFile
    /// A file exists but the system refuses to read or write it.
    case inaccessibleFile
    /// Bytes do not follow their format.
    case malformedData
    /// Tensors, images or parameters have another shape than needed.
    case shapeMismatch
    /// Weights belong behind pixels that were prepared otherwise than the architecture prepares them.
    case preprocessingMismatch
    /// A format is valid but uses what Assay does not read.
    case unsupported
    /// A stated limit (pixels, bytes, evaluations) is exceeded.
    case limitExceeded
    /// A number is NaN or infinite where only finite ones make sense.
    case notFinite
    /// There is nothing to work on.
    case empty
    /// A name is not known.
    case unknownName
    /// A model or a property broke its contract (a non-deterministic evaluation, logits of the wrong count).
    case contractBroken
    /// A call of a model outside of Assay failed: no connection, no answer in time, an error of its own.
    case callFailed
  }

  /// The class of fault.
  public let kind: Kind
  /// What is wrong, in one sentence without a final stop.
  public let problem: String
  /// What would have been right.
  public let expected: String?
  /// What was there instead.
  public let found: String?
  /// Where: a file, a byte offset, a tensor's name, an argument.
  public let location: String?
  /// What to do about it.
  public let advice: String?

  /// Makes an error.
  public init(
    _ kind: Kind, _ problem: String, expected: String? = nil, found: String? = nil, at location: String? = nil,
    advice: String? = nil
  ) {
    self.kind = kind
    self.problem = problem
    self.expected = expected
    self.found = found
    self.location = location
    self.advice = advice
  }

  /// The same error with a location put before its own, as an error climbs out of a file or an archive.
  public func located(at outer: String) -> AssayError {
    AssayError(
      kind, problem, expected: expected, found: found, at: location.map { "\(outer), \($0)" } ?? outer, advice: advice)
  }

  /// The same error with other advice on what to do, where there is some.
  package func advising(_ advice: String?) -> AssayError {
    AssayError(kind, problem, expected: expected, found: found, at: location, advice: advice ?? self.advice)
  }
}

extension AssayError: CustomStringConvertible {
  /// One line: place, problem, expected, found, advice.
  public var description: String {
    var text = location.map { "\($0): " } ?? ""
    text += problem
    if let expected { text += "; expected \(expected)" }
    if let found { text += (expected == nil ? "; found " : ", found ") + found }
    if let advice { text += ". \(advice)" }
    return text
  }
}
