import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// The three-headed form of DarkNet-53.
@Suite struct DarkNetPyramidTests {
  @Test func weightsAreThoseOfYOLOv3() {
    #expect(DarkNetPyramid().parameterCount == 61_949_149)
    let names = DarkNetPyramid().parameters.map(\.name)
    #expect(Set(names).count == names.count)
    let classifier = Architecture.darkNet53().body.parameters.filter { !$0.name.hasPrefix("fc.") }
    #expect(Array(DarkNetPyramid().parameters.prefix(classifier.count)) == classifier)
  }

  @Test func mapsHaveStridesOf32And16And8() throws {
    let shapes = try DarkNetPyramid().outputShapes(for: [3, 416, 416])
    #expect(shapes.stride32 == [255, 13, 13] && shapes.stride16 == [255, 26, 26] && shapes.stride8 == [255, 52, 52])
    for shape: Shape in [[3, 400, 416], [1, 64, 64], [64]] {
      #expect { try DarkNetPyramid().outputShapes(for: shape) } throws: {
        ($0 as? AssayError)?.kind == .shapeMismatch
      }
    }
  }

  @Test func mapsHaveTheStatedShapesAndGradients() throws {
    let pyramid = DarkNetPyramid(inputChannels: 1, outputChannels: 6)
    let weights = pyramid.parameters.map { definition in
      (definition.name, Tensor.constantOrSmall(definition))
    }
    let context = LayerContext(parameters: Dictionary(uniqueKeysWithValues: weights), mode: .evaluation)
    let images = WeightFormula.images([2, 1, 32, 64])
    let shapes = try pyramid.outputShapes(for: [1, 32, 64])
    let maps = pyramid(images, context)
    #expect(maps.stride32.shape == Shape([2] + shapes.stride32.dimensions))
    #expect(maps.stride16.shape == Shape([2] + shapes.stride16.dimensions))
    #expect(maps.stride8.shape == Shape([2] + shapes.stride8.dimensions))
    // Every head depends on the image.
    for choose: (DarkNetPyramid.Maps<Tensor>) -> Tensor in [\.stride32, \.stride16, \.stride8] {
      let (_, gradient) = valueAndGradient(at: images) { choose(pyramid($0, context)).sum() }
      #expect(gradient.absolute().sum().scalar > 0)
    }
  }
}

extension Tensor {
  /// Ones and zeros as they start, and weights small enough that 75 layers neither vanish nor explode.
  fileprivate static func constantOrSmall(_ definition: ParameterDefinition) -> Tensor {
    switch definition.initialization {
    case .constant(let value): return Tensor(repeating: value, shape: definition.shape)
    case .uniform(let fanIn):
      let bound = (3 / Float(fanIn)).squareRoot()
      return .uniform(-bound, bound, shape: definition.shape, key: RandomKey(seed: 5).derived(definition.name))
    }
  }
}
