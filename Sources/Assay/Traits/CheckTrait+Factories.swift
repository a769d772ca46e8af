import Testing

extension Trait where Self == CheckTrait {
  /// Fixes the seed of random numbers; without it a test's seed follows from its name.
  ///
  /// The environment wins: `ASSAY_SEED=7` sets another seed, `ASSAY_SEED=random` draws one and prints it with failures.
  public static func seed(_ seed: UInt64) -> CheckTrait { CheckTrait { $0.seed = seed } }

  /// Sets how many cases a `check` may use at most (all of the data set by default) and a `forAll` draws (100).
  ///
  /// At least 1.
  public static func cases(_ count: Int) -> CheckTrait { CheckTrait { $0.cases = count } }

  /// Sets how certain a `check` must be of its verdict, above 0.5 and below 1; 0.999 by default.
  public static func confidence(_ confidence: Double) -> CheckTrait { CheckTrait { $0.confidence = confidence } }

  /// Sets the time after which a check that is not decided ends as undecided, as `.budget(.seconds(5))`; none by default.
  ///
  /// Counted from when the check gets the machine's cores. Reducing a failure has a budget of its own.
  public static func budget(_ duration: Duration) -> CheckTrait { CheckTrait { $0.budget = duration } }

  /// Lets checks pass that end undecided: for exploring under a small budget. By default that is an issue.
  public static var allowsUndecided: CheckTrait { CheckTrait { $0.allowsUndecided = true } }

  /// Holds the error of all checks of a suite together: with the confidence's probability, every verdict is right.
  ///
  ///     @Suite(.familywise(checks: 12), .confidence(0.99))
  ///
  /// Without it each check is right with the confidence, and twelve at 0.99 are all right with as little as 0.88. With it
  /// each gets a twelfth of the error 1 − confidence (Bonferroni's inequality, which asks nothing of how the checks
  /// depend on one another). Right is meant both ways: no claim that is false holds, none that is true is falsified. How
  /// many checks a suite makes is not known beforehand, so the number is declared: fewer are safe and a little wasteful,
  /// and each check beyond it is an issue. Every `check` of a run of the suite counts, with each argument of a test and
  /// each case of a `forAll` in which it stands. `forAll` itself and claims about every case of a part of the data have
  /// no confidence, and get none from this.
  public static func familywise(checks: Int) -> CheckTrait {
    let family = CheckFamily(size: checks)
    return CheckTrait { $0.family = family }
  }
}
