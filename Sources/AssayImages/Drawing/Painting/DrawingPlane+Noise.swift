import AssayBase

extension DrawingPlane {
  /// Smooth random values in [−1, 1]: `octaves` layers of value noise, each of half the amplitude and the period
  /// before.
  ///
  /// Value noise interpolates random numbers on a square lattice by the cubic 3t² − 2t³.
  /// - Parameter period: The distance of the first layer's lattice points in pixels, positive.
  package static func noise(
    width: Int, height: Int, period: Float, octaves: Int = 1, from stream: inout RandomStream
  ) -> DrawingPlane {
    var plane = DrawingPlane(width: width, height: height)
    var (amplitude, period, total) = (Float(1), period, Float(0))
    for _ in 0..<max(1, octaves) {
      plane.addLattice(period: max(period, 1), amplitude: amplitude, from: &stream)
      total += amplitude
      amplitude /= 2
      period /= 2
    }
    plane.map { $0 / total }
    return plane
  }

  private mutating func addLattice(period: Float, amplitude: Float, from stream: inout RandomStream) {
    func places(_ length: Int) -> [(knot: Int, share: Float)] {
      (0..<length).map { pixel in
        let along = Float(pixel) / period
        let knot = Int(along)
        let rest = along - Float(knot)
        return (knot, rest * rest * (3 - 2 * rest))
      }
    }
    let (down, across) = (places(height), places(width))
    let columns = (across.last?.knot ?? 0) + 2
    let rows = (down.last?.knot ?? 0) + 2
    let lattice = (0..<(rows * columns)).map { _ in stream.uniform(-amplitude, amplitude) }
    var lines = DrawingPlane(width: width, height: rows)
    for row in 0..<rows {
      lines.set(row: row) { column in
        let place = across[column]
        let left = lattice[row * columns + place.knot]
        return left + (lattice[row * columns + place.knot + 1] - left) * place.share
      }
    }
    for row in 0..<height { add(lines, rows: down[row].knot, share: down[row].share, to: row) }
  }

  /// Adds independent noise of a triangular distribution, of mean 0 and the given standard deviation, to every pixel.
  package mutating func addGrain(deviation: Float, from stream: inout RandomStream) {
    guard deviation > 0 else { return }
    // The sum of two uniform numbers of 16 bits has a deviation of 65,536 / √6.
    let factor = deviation * Float(6).squareRoot() / 65_536
    map { value in
      let word = stream.nextWord()
      return value + (Float(word & 0xFFFF) + Float(word >> 16) - 65_535) * factor
    }
  }
}
