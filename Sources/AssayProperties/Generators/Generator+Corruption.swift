import AssayBase
import AssayCheck
import AssayPerturbations

extension Generator where Value == Corruption {
  /// Corruptions of the kinds and severities given, shrinking to the lowest severity, the first kind and seed 0.
  ///
  ///     try await forAll(.example(of: digits), .corruption(severity: 1...3)) { example, corruption in
  ///       try #expect(model.label(of: corruption.applied(to: example.image)) == example.label)
  ///     }
  ///
  /// Start the range at 0 to allow the image as it is. Kinds that end below the range's upper bound are drawn up to their
  /// own. Throws ``AssayError`` when drawn from if there are no kinds, or one has no severity of the range.
  public static func corruption(
    severity: ClosedRange<Int> = 1...5, of kinds: [CorruptionKind] = CorruptionKind.all
  ) -> Generator<Corruption> {
    Generator { source in
      guard !kinds.isEmpty else {
        throw AssayError(
          .empty, "a generated corruption has no kind to be of", expected: "at least one kind", found: "none",
          advice: "Leave `of:` out for all of them")
      }
      let kind = kinds[try source.index(below: kinds.count)]
      let most = min(severity.upperBound, kind.severities.upperBound)
      guard severity.lowerBound >= 0, most >= severity.lowerBound else {
        throw AssayError(
          .invalidArgument, "the corruption \(kind) has no such severity",
          expected: "0 to "
            + "\(kind.severities.upperBound)", found: "\(severity)", at: "severity",
          advice: "Lower the range, or leave the kind out: `of: [.gaussianNoise, .motionBlur]`")
      }
      let level = try source.integer(in: severity.lowerBound...most, spread: .even)
      return Corruption(kind, severity: level, seed: UInt64(try source.integer(in: 0...65_535, spread: .even)))
    }
  }
}
