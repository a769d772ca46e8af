import AssayBase
import AssayDatasets

extension DataProperty where Subject == Dataset {
  /// No example shows again what an earlier one shows.
  ///
  ///     try await check(train, .noDuplicates())
  ///
  /// Equal pixels always count; with a `similarity`, images whose pixels correlate by at least that much count too: the
  /// same picture compressed again, brighter, or with little noise, but not one that is cropped, turned or mirrored.
  /// All pairs are compared by thumbnails of 16 × 16, and in full where those correlate by at least 0.02 less than the
  /// similarity. A data set of n examples costs n²·256 multiplications and one or two readings.
  ///
  /// - Parameter similarity: The least correlation of near duplicates, above 0.5 and at most 1; `nil` for equal pixels only.
  public static func noDuplicates(similarity: Double? = 0.99) -> DataProperty {
    DataProperty("no duplicates\(Self.words(similarity))", validating: { try Self.validate(similarity) }) {
      data, examination in
      let similar = try SimilarExamples(within: data, similarity: similarity, examination)
      return similar.findings(try similar.pairs(), "repeat an earlier one")
    }
  }

  /// No two examples that show the same have different labels.
  ///
  /// Of examples as ``noDuplicates(similarity:)`` finds them, those count whose labels differ.
  /// - Parameter similarity: As there.
  public static func noContradictions(similarity: Double? = 0.99) -> DataProperty {
    DataProperty("no contradictory labels\(Self.words(similarity))", validating: { try Self.validate(similarity) }) {
      data, examination in
      let similar = try SimilarExamples(within: data, similarity: similarity, examination)
      return similar.findings(try similar.pairs { $0 != $1 }, "contradict an earlier one")
    }
  }
}

extension DataProperty {
  static func words(_ similarity: Double?) -> String {
    similarity.map { " (correlation ≥ \($0))" } ?? " (equal pixels)"
  }

  static func validate(_ similarity: Double?) throws {
    guard let similarity, !(similarity > 0.5 && similarity <= 1) else { return }
    throw AssayError(
      .invalidArgument, "a similarity is out of range", expected: "a correlation above 0.5 and at most 1, or nil",
      found: "\(similarity)", at: "similarity")
  }
}
