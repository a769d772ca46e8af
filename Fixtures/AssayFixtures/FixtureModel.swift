import AssayBase
import AssayNetworks
import AssayTensor

/// The small trained networks that come with Assay.
///
/// Each is what `assay train NAME` makes of the embedded digits, bit for bit.
public enum FixtureModel {
  /// A network on digits that knows nothing of attacks: accurate, and easily fooled.
  public static var digitsStandard: Network {
    get throws { try named("digits-standard") }
  }

  /// A network on digits trained against PGD in ℓ∞ 0.25.
  public static var digitsAdversarial: Network {
    get throws { try named("digits-adversarial") }
  }

  /// The names of the networks.
  public static let names = ["digits-adversarial", "digits-standard"]

  /// The network called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  public static func named(_ name: String) throws -> Network {
    guard names.contains(name) else {
      throw AssayError(
        .unknownName, "there is no such embedded model", expected: names.joined(separator: ", "), found: "“\(name)”")
    }
    return try Network(
      archive: TensorArchive(data: EmbeddedFile.data("\(name).safetensors"), source: "fixture:\(name)"))
  }
}
