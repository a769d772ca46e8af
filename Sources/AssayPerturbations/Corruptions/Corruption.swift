import AssayBase
import AssayImages

/// A change that the world makes to pictures, not an adversary: noise, blur, weather of light, coarse pixels.
///
///     let corrupted = try Corruption(.motionBlur, severity: 3).applied(to: example.image)
///
/// Severities and their constants are those of Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common
/// Corruptions and Perturbations" (ICLR 2019), where they have the kind; severity 0 is the image as it is. Whatever is
/// random comes from the seed and from the image itself, so that an image is corrupted in the same way in any order,
/// batch and process.
public struct Corruption: Sendable, Hashable {
  /// What is done.
  public let kind: CorruptionKind
  /// How strongly: 0 for not at all, up to the highest that the kind has.
  public let severity: Int
  /// Another seed gives other noise.
  public let seed: UInt64

  /// Makes a corruption; a severity that the kind does not have is an error when it is applied.
  public init(_ kind: CorruptionKind, severity: Int, seed: UInt64 = 0) {
    self.kind = kind
    self.severity = severity
    self.seed = seed
  }

  /// The name of the kind: "motion-blur".
  public var name: String { kind.name }

  /// The corrupted image, of the same size; on the 8-bit grid if `image` is.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when the kind has no such severity.
  public func applied(to image: Image) throws -> Image {
    try applied(to: image, key: RandomKey(seed: seed).derived(image.fingerprint))
  }

  /// The corrupted image, whatever is random drawn from `key`: for images that have a key of their own.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when the kind has no such severity.
  public func applied(to image: Image, key: RandomKey) throws -> Image {
    guard severity == 0 || kind.severities.contains(severity) else {
      throw AssayError(
        .invalidArgument, "the corruption \(name) has no such severity",
        expected: "0 to \(kind.severities.upperBound)", found: "\(severity)", at: "severity")
    }
    if severity == 0 { return image }
    let level = CorruptionLevel(severity: severity, size: image.size)
    let corrupted = kind.apply(image, level, key.derived("corruption").derived(name))
    return image.isOnByteGrid ? corrupted.quantized() : corrupted
  }
}

extension Corruption: CustomStringConvertible {
  /// As "motion-blur:3", and with the seed where it is not 0.
  public var description: String { "\(name):\(severity)" + (seed == 0 ? "" : " (seed \(seed))") }
}

extension Corruption {
  /// Reads a corruption as the command writes it: "motion-blur:3".
  ///
  /// - Throws: `AssayError` that names the kinds or the severities there are.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let kind = CorruptionKind.all.first(where: { $0.name == parts[0] }) else {
      throw AssayError(
        .unknownName, "there is no such corruption", expected: CorruptionKind.all.map(\.name).joined(separator: ", "),
        found: "“\(parts[0])”", at: "“\(text)”")
    }
    guard parts.count == 2, let severity = Int(parts[1]), severity == 0 || kind.severities.contains(severity) else {
      throw AssayError(
        .invalidArgument, "a corruption needs a severity",
        expected: "\(kind.name):1 to \(kind.name):"
          + "\(kind.severities.upperBound)", found: "“\(text)”", at: "the severity of \(kind.name)")
    }
    self.init(kind, severity: severity)
  }
}

extension Image {
  /// A number that depends on every bit of the image and on its size (FNV-1a over words).
  fileprivate var fingerprint: Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
    for extent in [size.channels, size.height, size.width] { mix(UInt64(extent)) }
    values.withUnsafeBufferPointer { values in
      var index = 0
      while index < values.count {
        mix(UInt64(values[index].bitPattern))
        index += 1
      }
    }
    return Int(bitPattern: UInt(hash))
  }
}
