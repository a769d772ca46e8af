import AssayBase
import Foundation

/// A case in one word that can be copied from a report into a test: `.replay("1.BQDq…")`.
///
/// It holds the seed, the case and its choices, and fingerprints by which a stale word is recognised: the version of the
/// format stands before the point, the rest is base64url. A file of a ``ReplayToken`` says the same at length.
public struct ReplayCode: Sendable, Hashable {
  /// The version of the format that this code reads and writes.
  public static let version: Int = 1
  /// As many characters as one can be expected to copy.
  public static let longest: Int = 400

  /// The seed of the run that found the case.
  public let seed: UInt64
  /// Which case of that run it is.
  public let place: CasePlace
  /// The choices that make the value.
  public let choices: ChoiceSequence
  private let owner: UInt16
  private let generator: UInt16

  /// The word for a token.
  public init(_ token: ReplayToken) {
    seed = token.seed
    place = CasePlace(token.phase, token.caseIndex)
    choices = token.choices
    owner = Self.fingerprint(token.property)
    generator = Self.fingerprint(token.generatorFingerprint ?? "")
  }

  /// Reads a word.
  ///
  /// Throws ``AssayError`` if it has another version, or was not copied whole.
  public init(_ text: String) throws {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let version = Int(parts[0]) else {
      throw Self.malformed("the token has no version", text)
    }
    guard version == Self.version else {
      throw AssayError(
        .unsupported, "the replay token has another version", expected: "\(Self.version)", found: "\(version)",
        at: "replay token", advice: "Run the test without it: a failure prints a new one")
    }
    guard let bytes = Self.decoded(String(parts[1])), bytes.count > 2,
      Self.checksum(bytes.dropLast(2)) == UInt16(bytes[bytes.count - 2]) | UInt16(bytes[bytes.count - 1]) << 8
    else { throw Self.malformed("the token is damaged", text) }
    var reader = ByteReader(bytes.dropLast(2))
    guard let head = reader.byte(), let phase = Self.phase(head), let seed = reader.variable(),
      let index = reader.variable(), let owner = reader.fixed(2), let generator = reader.fixed(2),
      let choices = ChoiceCoding.choices(from: &reader), let place = Int(exactly: index)
    else { throw Self.malformed("the token is damaged", text) }
    self.seed = seed
    self.place = CasePlace(phase, place)
    self.choices = ChoiceSequence(choices)
    self.owner = UInt16(owner)
    self.generator = UInt16(generator)
  }

  /// The word.
  public var text: String {
    var bytes = [UInt8(CasePhase.allCases.firstIndex(of: place.phase) ?? 0)]
    bytes += ByteReader.variable(seed) + ByteReader.variable(UInt64(place.index))
    bytes += ByteReader.fixed(UInt64(owner), 2) + ByteReader.fixed(UInt64(generator), 2)
    bytes += ChoiceCoding.bytes(of: choices.choices)
    bytes += ByteReader.fixed(UInt64(Self.checksum(bytes[...])), 2)
    let base64 = Data(bytes).base64EncodedString().filter { $0 != "=" }
    return "\(Self.version)." + base64.map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
  }

  /// Whether the word was made for a property of that name; a renamed one does not count.
  public func belongs(to property: String) -> Bool { owner == Self.fingerprint(property) }

  /// Whether the word was made with generators of that fingerprint.
  public func fits(_ generatorFingerprint: String) -> Bool { generator == Self.fingerprint(generatorFingerprint) }

  private static func phase(_ byte: UInt8) -> CasePhase? {
    Int(byte) < CasePhase.allCases.count ? CasePhase.allCases[Int(byte)] : nil
  }

  private static func decoded(_ text: String) -> [UInt8]? {
    var base64 = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined()
    base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
    return Data(base64Encoded: base64).map(Array.init)
  }

  /// Fletcher's sum: enough to notice a slip of the hand.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var (low, high): (UInt16, UInt16) = (0, 0)
    for byte in bytes {
      low = (low + UInt16(byte)) % 255
      high = (high + low) % 255
    }
    return high << 8 | low
  }

  private static func fingerprint(_ text: String) -> UInt16 {
    UInt16(truncatingIfNeeded: RandomKey(seed: 0).derived(text).key >> 32)
  }

  private static func malformed(_ problem: String, _ text: String) -> AssayError {
    AssayError(
      .malformedData, problem, expected: "a word such as 1.AgfqCAA…, copied whole", found: "“\(text.prefix(60))”",
      at: "replay token")
  }
}
