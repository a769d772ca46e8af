extension Claim {
  /// Every case passes, or at least this share of them.
  static func share(_ threshold: Double?) -> Claim { threshold.map { .rate(atLeast: $0) } ?? .always }

  /// A property's name with the threshold that the claim puts at its end.
  func name(_ subject: String) -> String { subject + (ending ?? "") }
}
