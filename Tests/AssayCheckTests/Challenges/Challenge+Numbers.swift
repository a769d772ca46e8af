import AssayCheck

/// The three problems of two numbers whose difference matters.
extension Challenge {
  private static let pairs = Generator<(Int, Int)>.zip(.integer(in: 1...1_000_000), .integer(in: 1...1_000_000))

  static let differenceIsNotZero = Challenge("difference not zero", best: "(10, 10)", over: pairs) {
    $0 < 10 || $0 != $1
  }

  static let differenceIsNotSmall = Challenge("difference not small", best: "(10, 6)", over: pairs) {
    $0 < 10 || !(1...4).contains(abs($0 - $1))
  }

  static let differenceIsNotOne = Challenge("difference not one", best: "(10, 9)", over: pairs) {
    $0 < 10 || abs($0 - $1) != 1
  }
}
