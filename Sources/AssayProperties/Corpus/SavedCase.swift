import AssayBase
import AssayCheck
import AssayImages
import Foundation

/// A counterexample as a file holds it: the failing value itself, whose it is, and which model it was found with.
///
/// One format for what a run leaves in `.assay/counterexamples` and for the corpus in `Fixtures/Counterexamples`; there
/// the failing image is a PNG file beside the JSON, and its pixels are the truth. `Documentation/Memory.md` describes it.
package struct SavedCase: Sendable, Equatable {
  /// The failing value.
  package enum Content: Sendable, Equatable {
    /// A failing image, with the example that it came from.
    case image(ImageCounterexample)
    /// The choices of generators that make the failing values.
    case choices(ReplayToken)
  }

  package let owner: CaseOwner
  package let content: Content
  /// The model of the run that found it; `nil` for generated values, whose test knows its models alone.
  package let model: ModelIdentity?
  /// The entry of a list of properties that makes the property again, where it came from one.
  package let claim: JSONValue?

  package init(_ content: Content, of owner: CaseOwner, model: ModelIdentity? = nil, claim: JSONValue? = nil) {
    self.content = content
    self.owner = owner
    self.model = model
    self.claim = claim
  }

  /// The property that it falsifies.
  package var property: String {
    switch content {
    case .image(let counterexample): counterexample.property
    case .choices(let token): token.property
    }
  }

  /// A name for its file that says what it shows, and differs from those of other cases: "3-as-8-1f3a9c02".
  ///
  /// Made of the failing value alone, so accepting the same case twice gives one file.
  package var fileName: String {
    var fingerprint = Fingerprint(property)
    switch content {
    case .image(let found):
      fingerprint.combine(found.label)
      fingerprint.combine(found.failing.width)
      fingerprint.combine(found.failing.bytes)
      return "\(found.label)-as-\(found.prediction)-\(fingerprint.shortText)"
    case .choices(let token):
      fingerprint.combine(token.generatorFingerprint ?? "")
      fingerprint.combine(token.choices.description)
      return "case-\(fingerprint.shortText)"
    }
  }

  /// What a picture viewer shows of it: the failing image, pixel by pixel, or `nil` for generated values.
  package func picture() throws -> Data? {
    guard case .image(let found) = content else { return nil }
    return try PNG.encode(found.failing, text: [PNGText(keyword: "Title", value: found.property)])
  }
}
