/// The least rate that is not excluded: a count in a finite population, a probability in an infinite one.
enum RateBound: Sendable, Equatable {
  case count(Int)
  case probability(Double)
}
