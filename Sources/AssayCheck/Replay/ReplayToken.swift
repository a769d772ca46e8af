import AssayBase
import Foundation

/// What is needed to run one case again: by its choices, and by its seed and index where the generator is unchanged.
///
/// The choices are the value itself, so a saved case survives changes to how random numbers are spent; a changed
/// generator shows in the fingerprint. JSON keys: `format`, `property`, `seed`, `phase`, `case`, `choices`, `generator`.
public struct ReplayToken: Sendable, Hashable {
  /// The version of the file format that this code reads and writes.
  public static let formatVersion: Int = 1

  /// The property's name.
  public let property: String
  /// The seed of the run that found the case.
  public let seed: UInt64
  /// The phase of that run in which the case came; random where the JSON does not say.
  public let phase: CasePhase
  /// The index of the case in its phase.
  public let caseIndex: Int
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// What the generator was, in any words its owner chose; compared, never parsed.
  public let generatorFingerprint: String?

  /// Makes a token.
  public init(
    property: String, seed: UInt64, phase: CasePhase = .random, caseIndex: Int, choices: ChoiceSequence,
    generatorFingerprint: String? = nil
  ) {
    self.property = property
    self.seed = seed
    self.phase = phase
    self.caseIndex = caseIndex
    self.choices = choices
    self.generatorFingerprint = generatorFingerprint
  }

  /// Reads a token from JSON, refusing unknown keys, other versions and numbers out of range.
  ///
  /// - Parameter name: what to call the data in an error, such as a path.
  ///
  /// Throws ``AssayError`` with the place in the data.
  public init(json data: Data, name: String = "replay token") throws {
    do {
      self = try JSONDecoder().decode(ReplayToken.self, from: data)
    } catch let error as DecodingError {
      throw Self.readable(error).located(at: name)
    } catch let error as AssayError {
      throw error.located(at: name)
    }
  }

  /// The token as JSON with sorted keys, ending in a newline: equal tokens give equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  private static func readable(_ error: DecodingError) -> AssayError {
    let context: DecodingError.Context
    var problem = "the replay token is malformed"
    var expected: String?
    switch error {
    case .keyNotFound(let key, let place):
      context = place
      problem = "a key is missing"
      expected = "\"\(key.stringValue)\""
    case .typeMismatch(let type, let place), .valueNotFound(let type, let place):
      context = place
      problem = "a value has the wrong type"
      expected = "\(type)"
    case .dataCorrupted(let place):
      context = place
      problem = place.debugDescription
    @unknown default: return AssayError(.malformedData, problem, found: "\(error)")
    }
    let path = context.codingPath.reduce(into: "") { text, key in
      text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue
    }
    return AssayError(
      .malformedData, problem, expected: expected, at: path.isEmpty ? nil : path,
      advice: "Restore the file as it was written, or delete it to forget the case")
  }
}

extension ReplayToken: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case format, property, seed, phase, caseIndex = "case", choices, generator
  }

  /// Reads a token; prefer ``init(json:name:)``, whose errors name the place.
  public init(from decoder: any Decoder) throws {
    try StrictKeys.check(decoder, known: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try StrictKeys.decode(Int.self, forKey: .format, in: container)
    guard format == Self.formatVersion else {
      throw AssayError(
        .unsupported, "the replay token has another format version", expected: "\(Self.formatVersion)",
        found: "\(format)", at: "format")
    }
    property = try container.decode(String.self, forKey: .property)
    seed = try StrictKeys.decode(UInt64.self, forKey: .seed, in: container)
    phase = try container.decodeIfPresent(CasePhase.self, forKey: .phase) ?? .random
    caseIndex = try StrictKeys.decode(Int.self, forKey: .caseIndex, in: container)
    guard caseIndex >= 0 else {
      throw AssayError(
        .invalidArgument, "the index of the case is negative", expected: "at least 0", found: "\(caseIndex)", at: "case"
      )
    }
    choices = try container.decode(ChoiceSequence.self, forKey: .choices)
    generatorFingerprint = try container.decodeIfPresent(String.self, forKey: .generator)
  }

  /// Writes a token.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.formatVersion, forKey: .format)
    try container.encode(property, forKey: .property)
    try container.encode(seed, forKey: .seed)
    if phase != .random { try container.encode(phase, forKey: .phase) }
    try container.encode(caseIndex, forKey: .caseIndex)
    try container.encode(choices, forKey: .choices)
    try container.encodeIfPresent(generatorFingerprint, forKey: .generator)
  }
}
