/// How far the steps of a walk along the boundary go, adapted to how often they succeed.
struct BoundaryPace {
  /// The step on the sphere around the original, and that towards it, as shares of the distance.
  private(set) var spherical: Double
  private(set) var source: Double
  private var sphereAnswers: [Bool] = []
  private var answers: [Bool] = []

  /// After how many steps the way on the sphere is tried alone.
  static let interval = 10
  private static let factor = 1.5
  private static let window = 10

  init(spherical: Double, source: Double) {
    self.spherical = spherical
    self.source = source
  }

  /// Whether steps towards the original have become too small to matter.
  var isOver: Bool { source < 1e-7 }

  /// Takes whether a step on the sphere alone still fools: about half of them do where the boundary looks flat.
  mutating func learnSphere(_ fools: Bool) {
    sphereAnswers.append(fools)
    guard sphereAnswers.count >= Self.window else { return }
    let share = Self.share(sphereAnswers)
    if share > 0.5 {
      spherical = min(spherical * Self.factor, 1)
      source = min(source * Self.factor, 0.5)
    } else if share < 0.2 {
      spherical /= Self.factor
      source /= Self.factor
    }
    sphereAnswers = []
  }

  /// Takes whether a whole step fools.
  mutating func learn(_ fools: Bool) {
    answers.append(fools)
    guard answers.count >= 3 * Self.window else { return }
    let share = Self.share(answers)
    if share > 0.25 {
      source = min(source * Self.factor, 0.5)
    } else if share < 0.1 {
      source /= Self.factor
    }
    answers = []
  }

  private static func share(_ answers: [Bool]) -> Double { Double(answers.count { $0 }) / Double(answers.count) }
}
