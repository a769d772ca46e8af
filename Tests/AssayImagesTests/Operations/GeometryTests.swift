import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct GeometryTests {
  @Test func wholeTurnsAreNone() throws {
    let image = try Pictures.noise(3, 8, 8)
    for degrees in [0.0, 360, -360, 720] { #expect(image.rotated(degrees: degrees) == image) }
    #expect(image.rotated(degrees: 180) == image.rotated90(2) && image.rotated(degrees: 90) == image.rotated90(-1))
    #expect(image.transformed(by: AffineMap(degrees: 90), nearest: true) == image.rotated90(-1))
  }

  @Test func shearsMoveRowsInProportion() throws {
    let image = try Pictures.noise(1, 9, 9)
    // By 45° every row moves as far as it is from the middle one, the lower ones to the left.
    let sheared = image.transformed(by: AffineMap(shear: (45, 0)))
    for column in 2..<7 {
      #expect(abs(sheared[0, 4, column] - image[0, 4, column]) < 1e-6)
      #expect(abs(sheared[0, 3, column] - image[0, 3, column - 1]) < 1e-6)
      #expect(abs(sheared[0, 6, column] - image[0, 6, min(8, column + 2)]) < 1e-6)
    }
  }

  @Test func bordersAreFilledAsAsked() throws {
    let image = try Image(size: ImageSize(channels: 1, height: 1, width: 3), values: [0.25, 0.5, 0.75])
    let map = AffineMap(columns: 2)
    #expect(image.transformed(by: map, beyond: .constant(1)).values == [1, 1, 0.25])
    #expect(image.transformed(by: map, beyond: .replicated).values == [0.25, 0.25, 0.25])
    #expect(image.transformed(by: map, beyond: .reflected).values == [0.75, 0.5, 0.25])
    #expect(
      image.transformed(by: AffineMap(columns: 9), beyond: .reflected).values.allSatisfy {
        [0.25, 0.5, 0.75].contains($0)
      })
  }

  @Test func noDisplacementIsNone() throws {
    let image = try Pictures.noise(3, 6, 7)
    let none = [Float](repeating: 0, count: 42)
    #expect(image.deformed(rows: none, columns: none) == image)
    #expect(image.deformed(rows: none, columns: none.map { $0 + 1 }) == image.shifted(rows: 0, columns: -1))
    #expect(image.deformed(rows: none.map { $0 + .infinity }, columns: none).values.allSatisfy { $0 == 0 })
  }

  /// The grid of an affine map gives what the map gives; and places beyond all bounds are outside.
  @Test func gridsAreMaps() throws {
    let batch = Pictures.batch(2, 3, 8, 8)
    let places = (0..<64).flatMap { pixel -> [Float] in
      // A quarter turn counter-clockwise: (x, y) comes from (−y, x).
      let (x, y) = (Float(2 * (pixel % 8) + 1) / 8 - 1, Float(2 * (pixel / 8) + 1) / 8 - 1)
      return [-y, x]
    }
    let grid = Tensor(shape: [2, 8, 8, 2], elements: places + places)
    let turned = batch.rotated90(-1)
    for nearest in [true, false] {
      let sampled = batch.sampled(at: grid, nearest: nearest)
      #expect(zip(sampled.elements, turned.elements).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    let far = batch.sampled(at: grid * 1e30, beyond: .constant(0.5))
    #expect(far.elements.allSatisfy { $0 == 0.5 })
    #expect(batch.sampled(at: grid * 1e30, beyond: .reflected).elements.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
