import AssayNetworks
import AssayTensor
import Foundation

/// Weights and inputs that two implementations can compute apart, as the manifest of the golden networks defines them.
enum WeightFormula: String {
  case sine, hash

  /// The numbers in [−1, 1] at positions `range` of the stream called `name`.
  func stream(_ name: String, _ range: Range<Int>) -> [Double] {
    [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
      fill(buffer, name, from: range.lowerBound)
      count = range.count
    }
  }

  private func fill(_ buffer: UnsafeMutableBufferPointer<Double>, _ name: String, from start: Int) {
    // A plain loop: tests without optimisation fill networks of tens of millions of weights.
    var k = 0
    let count = buffer.count
    switch self {
    case .sine:
      let offset = 78.233 * Double(Self.remainder(name))
      while k < count {
        buffer[k] = sin((0.1 + 12.9898 * Double(start &+ k)) + offset)
        k &+= 1
      }
    case .hash:
      let seed = Self.fnv1a(name)
      while k < count {
        var x = UInt32(truncatingIfNeeded: start &+ k) &* 2_654_435_761 &+ seed
        x ^= x &>> 16
        x = x &* 0x7feb_352d
        x ^= x &>> 15
        x = x &* 0x846c_a68b
        x ^= x &>> 16
        buffer[k] = 2 * ((Double(x) + 0.5) / 4_294_967_296) - 1
        k &+= 1
      }
    }
  }

  /// The sum of each byte times its position from 1, modulo 1000.
  static func remainder(_ name: String) -> Int {
    zip(name.utf8, 1...).reduce(0) { $0 + Int($1.0) * $1.1 } % 1000
  }

  /// The 32-bit hash of Fowler, Noll and Vo.
  static func fnv1a(_ name: String) -> UInt32 {
    name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// The parameter that `definition` describes; `gain` counts for hashed weights alone.
  func parameter(_ definition: ParameterDefinition, gain: Double) -> Tensor {
    let shape = definition.shape
    let numbers = { stream(definition.name, 0..<shape.count) }
    func tensor(_ transform: (Double) -> Double) -> Tensor {
      Tensor(shape: shape, elements: numbers().map { Float(transform($0)) })
    }
    switch ParameterKind(definition) {
    case .weight:
      let fanIn = Double(shape.dimensions.dropFirst().reduce(1, *))
      return scaled(definition.name, shape, by: (self == .sine ? 1 / fanIn : 3 * gain / fanIn).squareRoot())
    case .bias: return tensor { $0 * (1.0 / 100).squareRoot() }
    case .normWeight: return tensor { 1 + 0.1 * $0 }
    case .normBias, .runningMean: return tensor { 0.1 * $0 }
    case .runningVariance: return tensor { 1 + 0.1 * $0.magnitude }
    case .counter: return Tensor(repeating: 0, shape: shape)
    }
  }

  /// The stream times a factor, in blocks that stay in the cache.
  private func scaled(_ name: String, _ shape: Shape, by factor: Double) -> Tensor {
    let elements = [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      let block = UnsafeMutableBufferPointer<Double>.allocate(capacity: 4096)
      defer { block.deallocate() }
      var start = 0
      while start < shape.count {
        let part = UnsafeMutableBufferPointer(rebasing: block[0..<min(4096, shape.count - start)])
        fill(part, name, from: start)
        var k = 0
        while k < part.count {
          buffer[start &+ k] = Float(part[k] * factor)
          k &+= 1
        }
        start += part.count
      }
      count = shape.count
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// All parameters of an architecture.
  func network(_ architecture: Architecture, gain: Double) throws -> Network {
    let named = architecture.body.parameters.map { ($0.name, parameter($0, gain: gain)) }
    return try Network(architecture, parameters: Dictionary(uniqueKeysWithValues: named))
  }

  /// The images of the golden networks, N×C×H×W.
  static func images(_ shape: Shape, phase: Double = 0) -> Tensor {
    let noise = WeightFormula.hash.stream("input", 0..<shape.count)
    var elements: [Float] = []
    elements.reserveCapacity(shape.count)
    for n in 0..<shape[0] {
      for c in 0..<shape[1] {
        let (n, c) = (Double(n), Double(c))
        let columns = (0..<shape[3]).map { 0.2 * sin(0.13 * Double($0) + 0.7 * c + n + phase) }
        for i in 0..<shape[2] {
          let row = 0.2 * cos(0.17 * Double(i) - 0.3 * c + phase)
          for column in columns { elements.append(Float(0.5 + column + row + 0.1 * noise[elements.count])) }
        }
      }
    }
    return Tensor(shape: shape, elements: elements)
  }
}
