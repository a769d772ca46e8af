import AssayTensor
import CAssayKernels

/// A limited-memory BFGS descent of one function inside a box, which asks for values and slopes one trial at a time.
///
/// Two-loop recursion over the last ten pairs (Nocedal and Wright 2006, algorithm 7.4) on the values that are not held by
/// a side of the box, and backtracking along the path projected onto the box until the decrease is that of Armijo's
/// rule (Bertsekas 1982, "Projected Newton methods for optimization problems with simple constraints"). So that many
/// descents can share their evaluations, it is a state that learns.
struct BoxedDescent {
  /// Where the function is to be evaluated next; `nil` when the descent has ended.
  private(set) var trial: [Float]?
  private var point: [Float]
  private var value = Double.infinity
  private var slope: [Float] = []
  private var direction: [Float] = []
  private var length: Float = 1
  private var pairs: [Pair] = []
  private var iterations: Int
  private let low: [Float]
  private let high: [Float]

  /// A step and the change of slope along it.
  private struct Pair {
    let step: [Float]
    let change: [Float]
    let product: Float
  }

  private static let memory = 10
  /// Armijo's share of the decrease that the slope promises.
  private static let share = 1e-4
  /// How much the value must fall in an iteration, as a share of it; below is rounding.
  private static let leastDecrease = 1e-7

  /// Starts at a point of the box, for at most so many iterations.
  init(from start: [Float], low: [Float], high: [Float], iterations: Int) {
    point = start
    trial = start
    self.low = low
    self.high = high
    self.iterations = iterations
  }

  /// Takes value and slope at the trial; gives whether that ended an iteration.
  mutating func learn(_ value: Double, _ slope: [Float]) -> Bool {
    guard let tried = trial else { return false }
    let step = zip(tried, point).map { $0 - $1 }
    if self.value < .infinity {
      guard value <= self.value + Self.share * Double(dot(self.slope, step)) else {
        backtrack()
        return false
      }
      remember(step, zip(slope, self.slope).map { $0 - $1 })
      iterations -= 1
      if self.value - value <= Self.leastDecrease * max(self.value.magnitude, 1e-6) { iterations = 0 }
    }
    (point, self.value, self.slope) = (tried, value, slope)
    aim()
    return true
  }

  private mutating func remember(_ step: [Float], _ change: [Float]) {
    let product = dot(step, change)
    guard product > 1e-10 * dot(change, change), product > 0 else { return }
    pairs.append(Pair(step: step, change: change, product: product))
    if pairs.count > Self.memory { pairs.removeFirst() }
  }

  /// A shorter step along the same direction.
  private mutating func backtrack() {
    length /= 4
    propose(unless: length < 1e-6)
  }

  /// A new direction from the point.
  private mutating func aim() {
    let isFree = point.indices.map { index in
      !(point[index] <= low[index] && slope[index] >= 0) && !(point[index] >= high[index] && slope[index] <= 0)
    }
    let free = zip(slope, isFree).map { $1 ? $0 : 0 }
    let steepness = free.reduce(0) { max($0, $1.magnitude) }
    direction = zip(recursion(free), isFree).map { $1 ? -$0 : 0 }
    length = 1
    if !(dot(direction, free) < 0) || pairs.isEmpty {
      pairs = []
      direction = free.map { -$0 }
      length = min(1, 1 / max(free.reduce(0) { $0 + $1.magnitude }, 1e-12))
    }
    propose(unless: iterations <= 0 || !(steepness > 1e-7))
  }

  /// The point moved along the direction, into the box; or the end, also where nothing moves.
  private mutating func propose(unless isOver: Bool) {
    let moved = point.indices.map { min(max(point[$0] + length * direction[$0], low[$0]), high[$0]) }
    trial = isOver || moved == point ? nil : moved
  }

  /// The inverse Hessian that the pairs suggest, times a slope.
  private func recursion(_ slope: [Float]) -> [Float] {
    guard let last = pairs.last else { return slope }
    var result = slope
    var factors: [Float] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, result) / pair.product
      factors.append(factor)
      assay_add_scaled(&result, pair.change, -factor, result.count)
    }
    let scale = last.product / dot(last.change, last.change)
    for index in result.indices { result[index] *= scale }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let other = dot(pair.change, result) / pair.product
      assay_add_scaled(&result, pair.step, factor - other, result.count)
    }
    return result
  }

  private func dot(_ x: [Float], _ y: [Float]) -> Float { assay_dot(x, y, x.count) }
}
