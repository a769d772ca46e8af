import AssayBase
import AssayImages

/// Draws the change of every value of an image from a seed, in steps of 1/255, inside a ball.
struct PerturbationSteps {
  private let size: ImageSize
  private let plane: Int
  private let seed: Int
  private var stream: RandomStream

  init(size: ImageSize, seed: Int) {
    self.size = size
    plane = size.height * size.width
    self.seed = seed
    stream = RandomStream(RandomKey(seed: UInt64(seed)).derived("perturbation"))
  }

  mutating func steps(
    in ball: ChangeBall, pattern: Perturbation.Pattern, sparsity: Int, share: Double
  ) -> [Int] {
    let direction = direction(pattern, sparsity: sparsity)
    switch ball {
    case .linf(let epsilon):
      let most = max(1, (ChangeBall.steps(epsilon) * share).rounded(.down))
      let largest = max(direction.reduce(0) { max($0, $1.magnitude) }, 1e-9)
      return direction.map { Int(max(-255, min(255, ($0 / largest * most).rounded()))) }
    case .l2(let epsilon):
      let radius = max(1, epsilon * 255 * share)
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let budget = (epsilon * 255 + 1e-6) * (epsilon * 255 + 1e-6)
      return admitted(direction, times: radius / max(length, 1e-9), budget: budget) { Double($0 * $0) }
    case .l1(let epsilon):
      let radius = max(1, epsilon * 255 * share)
      let length = direction.reduce(0) { $0 + $1.magnitude }
      return admitted(direction, times: radius / max(length, 1e-9), budget: epsilon * 255 + 1e-6) {
        Double($0.magnitude)
      }
    case .l0(let pixels):
      let most = max(1, Int((Double(pixels) * share).rounded()))
      var changed: Set<Int> = []
      for pixel in order() where changed.count < most {
        if (0..<size.channels).contains(where: { direction[$0 * plane + pixel] != 0 }) { changed.insert(pixel) }
      }
      return direction.indices.map { changed.contains($0 % plane) ? Int((direction[$0] * 255).rounded()) : 0 }
    }
  }

  /// A number in [−1, 1] for every value; nothing where the pixel takes no part.
  private mutating func direction(_ pattern: Perturbation.Pattern, sparsity: Int) -> [Double] {
    var values: [Double]
    switch pattern {
    case .common:
      values = (0..<size.channels).flatMap { _ in
        [Double](repeating: stream.integer(below: 2) == 0 ? 1 : -1, count: plane)
      }
    case .signs: values = (0..<size.count).map { _ in stream.nextWord() & 1 == 0 ? 1 : -1 }
    case .noise: values = (0..<size.count).map { _ in Double(stream.uniform(-1, 1)) }
    case .smooth:
      var field = TextureField(size: size, seed: seed)
      values = field.values(of: .smooth).map { (Double($0) - 127.5) / 127.5 }
    }
    guard sparsity > 0 else { return values }
    let chosen = (0..<plane).filter { _ in stream.nextWord() >> UInt32(32 - sparsity) == 0 }
    // There is always one, however small the image.
    let kept = Set(chosen.isEmpty ? [Int(stream.integer(below: UInt64(plane)))] : chosen)
    for index in values.indices where !kept.contains(index % plane) { values[index] = 0 }
    return values
  }

  /// Directions times a factor, rounded at random so that the mean stays, pixel by pixel in random order while the costs
  /// fit the budget; what does not fit is left out.
  private mutating func admitted(
    _ direction: [Double], times factor: Double, budget: Double, cost: (Int) -> Double
  ) -> [Int] {
    var steps = [Int](repeating: 0, count: direction.count)
    var left = budget
    for pixel in order() {
      for channel in 0..<size.channels where direction[channel * plane + pixel] != 0 {
        let index = channel * plane + pixel
        let exact = min(255, direction[index].magnitude * factor)
        // The first change is never rounded away: a ball that holds another image is not left at the clean one.
        let step = max(Int((exact + stream.unit()).rounded(.down)), left == budget ? 1 : 0)
        let price = cost(step)
        guard step > 0, price <= left else { continue }
        left -= price
        steps[index] = direction[index] < 0 ? -step : step
      }
    }
    return steps
  }

  /// All pixels in a scattered order: steps of a length that meets each of them once.
  private mutating func order() -> [Int] {
    var stride = plane / 3 + Int(stream.integer(below: UInt64(plane)))
    while Self.commonDivisor(stride, plane) != 1 { stride += 1 }
    let start = Int(stream.integer(below: UInt64(plane)))
    return (0..<plane).map { (start + $0 * stride) % plane }
  }

  private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : commonDivisor(second, first % second)
  }
}
