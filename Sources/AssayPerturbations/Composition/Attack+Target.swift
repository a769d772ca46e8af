extension Attack {
  /// The same attack with another aim; of a composed attack, all its parts.
  public func targeted(at target: AttackTarget) -> Attack {
    var algorithm = algorithm
    algorithm.target = target
    return Attack(algorithm)
  }
}
