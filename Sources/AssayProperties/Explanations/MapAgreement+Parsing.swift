import AssayBase
import AssayExplanations

extension MapAgreement {
  /// Reads an agreement as files write it: `kendall:0.6`, `top-10:0.5`, `l1:0.1`, `lipschitz:30`.
  ///
  /// - Throws: `AssayError` that says what may stand where.
  package init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw AssayError(
        .invalidArgument, "not an agreement of maps", expected: "NAME:THRESHOLD, as kendall:0.6", found: "“\(text)”")
    }
    let threshold = try NumberText.number(parts[1], named: "the threshold in \(text)")
    if parts[0] == "lipschitz" {
      self = .lipschitz(atMost: threshold)
    } else if let similarity = Self.similarity(parts[0]) {
      self = .similarity(similarity, atLeast: threshold)
    } else if let distance = MapDistance(rawValue: parts[0]) {
      self = .distance(distance, atMost: threshold)
    } else {
      let distances = MapDistance.allCases.map(\.rawValue).filter { Self.similarity($0) == nil }
      throw AssayError(
        .unknownName, "there is no such measure of maps",
        expected: (["kendall", "spearman", "pearson", "cosine", "top-N", "ssim"] + distances + ["lipschitz"])
          .joined(separator: ", "), found: "“\(parts[0])”", at: text)
    }
    try validate()
  }

  private static func similarity(_ name: String) -> MapSimilarity? {
    switch name {
    case "kendall": .kendall
    case "spearman": .spearman
    case "pearson": .pearson
    case "cosine": .cosine
    case "ssim": .structural()
    default: name.hasPrefix("top-") ? Int(name.dropFirst(4)).map { .topIntersection(count: $0) } : nil
    }
  }
}
