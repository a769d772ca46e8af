import AssayBase
import AssayImages
import AssayPerturbations
import AssayTensor

/// Draws the change of every value of an image from a seed, in steps of 1/255, inside a ball.
///
/// Written with indices instead of closures: a user's debug build runs this for every draw.
struct PerturbationSteps {
  private let size: ImageSize
  private let plane: Int
  private let seed: Int
  private let key: RandomKey
  private var stream: RandomStream

  init(size: ImageSize, seed: Int) {
    self.size = size
    plane = size.height * size.width
    self.seed = seed
    key = RandomKey(seed: UInt64(seed)).derived("perturbation")
    stream = RandomStream(key)
  }

  mutating func steps(in ball: PerturbationBall, pattern: Perturbation.Pattern, sparsity: Int, share: Double) -> [Int] {
    let direction = direction(pattern, sparsity: sparsity)
    let epsilon = ball.epsilon
    switch ball.norm {
    case .linf:
      let most = max(1, (PerturbationBall.gridSteps(epsilon) * share).rounded(.down))
      var largest: Float = 1e-9
      for value in direction where value.magnitude > largest { largest = value.magnitude }
      return direction.map { Int(max(-255, min(255, (Double($0 / largest) * most).rounded()))) }
    case .l2:
      var length = 1e-18
      for value in direction { length += Double(value) * Double(value) }
      let factor = max(1, epsilon * 255 * share) / length.squareRoot()
      let radius = epsilon * 255 + 1e-6
      return admitted(
        direction, times: factor, budget: radius * radius, cost: { $0 * $0 }, affordable: { $0.squareRoot() })
    case .l1:
      var length = 1e-9
      for value in direction { length += Double(value.magnitude) }
      let factor = max(1, epsilon * 255 * share) / length
      return admitted(direction, times: factor, budget: epsilon * 255 + 1e-6, cost: { $0 }, affordable: { $0 })
    case .l0:
      return chosen(max(1, Int((Double(ball.pixelLimit) * share).rounded())), of: direction)
    }
  }

  /// A number in [−1, 1] for every value; nothing where the pixel takes no part.
  private mutating func direction(_ pattern: Perturbation.Pattern, sparsity: Int) -> [Float] {
    var values = [Float](repeating: 0, count: size.count)
    switch pattern {
    case .common:
      values = (0..<size.channels).flatMap { _ in
        [Float](repeating: stream.integer(below: 2) == 0 ? 1 : -1, count: plane)
      }
    case .signs:
      var (place, word) = (0, UInt32(0))
      while place < size.count {
        if place % 32 == 0 { word = stream.nextWord() }
        values[place] = word & 1 == 0 ? 1 : -1
        word >>= 1
        place += 1
      }
    case .noise: values = Tensor.uniform(-1, 1, shape: [size.count], key: key.derived("noise")).elements
    case .smooth:
      var field = TextureField(size: size, seed: seed)
      values = field.values(of: .smooth).map { (Float($0) - 127.5) / 127.5 }
    }
    return sparsity > 0 ? sparse(values, sparsity) : values
  }

  /// Only a share of 1/2 to a power of the pixels, but at least one, however small the image.
  private mutating func sparse(_ values: [Float], _ power: Int) -> [Float] {
    let kept = (0..<plane).filter { _ in stream.nextWord() >> UInt32(32 - power) == 0 }
    var sparse = [Float](repeating: 0, count: size.count)
    for pixel in kept.isEmpty ? [Int(stream.integer(below: UInt64(plane)))] : kept {
      for place in Swift.stride(from: pixel, to: size.count, by: plane) { sparse[place] = values[place] }
    }
    return sparse
  }

  /// Directions times a factor, rounded at random so that the mean stays, cut where the costs exceed the budget.
  ///
  /// Pixels are taken in random order, so that none is favoured.
  private mutating func admitted(
    _ direction: [Float], times factor: Double, budget: Double, cost: (Double) -> Double,
    affordable: (Double) -> Double
  ) -> [Int] {
    let rounding = Tensor.uniform(0, 1, shape: [size.count], key: key.derived("rounding")).elements
    var steps = [Int](repeating: 0, count: direction.count)
    var left = budget
    for pixel in order() where left >= 1 {
      var place = pixel
      while place < size.count {
        let value = direction[place]
        if value != 0 {
          let exact = min(255, Double(value.magnitude) * factor)
          // The first change is never rounded away: a ball that holds another image is not left at the clean one.
          let wanted = max((exact + Double(rounding[place])).rounded(.down), left == budget ? 1 : 0)
          let step = min(wanted, affordable(max(0, left)).rounded(.down))
          left -= cost(step)
          steps[place] = value < 0 ? -Int(step) : Int(step)
        }
        place += plane
      }
    }
    return steps
  }

  /// The directions of so many pixels, as far as the box is wide.
  private mutating func chosen(_ count: Int, of direction: [Float]) -> [Int] {
    var steps = [Int](repeating: 0, count: direction.count)
    var left = count
    for pixel in order() where left > 0 {
      var isChanged = false
      for place in Swift.stride(from: pixel, to: size.count, by: plane) {
        steps[place] = Int((direction[place] * 255).rounded())
        if steps[place] != 0 { isChanged = true }
      }
      if isChanged { left -= 1 }
    }
    return steps
  }

  /// All pixels in a scattered order: steps of a length that meets each of them once.
  private mutating func order() -> [Int] {
    var stride = plane / 3 + Int(stream.integer(below: UInt64(plane)))
    while Self.commonDivisor(stride, plane) != 1 { stride += 1 }
    var place = Int(stream.integer(below: UInt64(plane)))
    var order = [Int](repeating: 0, count: plane)
    for index in 0..<plane {
      order[index] = place
      place = (place + stride) % plane
    }
    return order
  }

  private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : commonDivisor(second, first % second)
  }
}
