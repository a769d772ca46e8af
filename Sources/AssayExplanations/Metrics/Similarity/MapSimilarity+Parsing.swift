import AssayBase

extension MapSimilarity {
  /// Reads a similarity as the command writes it: `kendall`, `spearman`, `pearson`, `cosine`, `ssim`, `ssim-uniform`, `top-50`.
  ///
  /// - Throws: `AssayError(.unknownName)` that says what may stand there.
  public init(parsing text: String) throws {
    switch text {
    case "kendall": self = .kendall
    case "spearman": self = .spearman
    case "pearson": self = .pearson
    case "cosine": self = .cosine
    case "ssim": self = .structural(.gaussian)
    case "ssim-uniform": self = .structural(.uniform)
    default:
      guard text.hasPrefix("top-"), let count = Int(text.dropFirst(4)), count > 0 else {
        throw AssayError(
          .unknownName, "there is no such similarity of maps",
          expected: "kendall, spearman, pearson, cosine, ssim, ssim-uniform or top-K", found: "“\(text)”")
      }
      self = .topIntersection(count: count)
    }
  }
}
