import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// The three-headed form of DarkNet-53.
@Suite struct DarkNetPyramidTests {
  private let pyramid = DarkNetPyramid(inputChannels: 1, outputChannels: 6)

  /// Ones and zeros as they start, and weights such that 75 layers neither vanish nor explode.
  private var weights: [String: Tensor] {
    var weights = pyramid.startingParameters(key: RandomKey(seed: 5))
    for definition in pyramid.parameters {
      if case .uniform = definition.initialization, let start = weights[definition.name] {
        weights[definition.name] = start * Float(3).squareRoot()
      }
    }
    return weights
  }

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
    let context = LayerContext(parameters: weights, mode: .evaluation)
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

  @Test func frozenMapsAndGradientsAreThoseOfThePyramid() throws {
    let (pyramid, weights) = (pyramid, weights)
    let frozen = try pyramid.frozen(parameters: weights, input: [1, 32, 64])
    let images = WeightFormula.images([2, 1, 32, 64])
    let context = LayerContext(parameters: weights, mode: .evaluation)
    let expected = pyramid(images, context)
    let cotangent = [expected.stride32, expected.stride16, expected.stride8].enumerated().map {
      Tensor.uniform(-1, 1, shape: $1.shape, key: RandomKey(seed: 7).derived($0))
    }
    let (_, slope) = valueAndGradient(at: images) { images in
      let maps = pyramid(images, context)
      return (maps.stride32 * cotangent[0]).sum() + (maps.stride16 * cotangent[1]).sum()
        + (maps.stride8 * cotangent[2]).sum()
    }
    let (maps, gradient) = try frozen.mapsAndInputGradient(for: images) { _, rows in
      (cotangent[0].rows(rows), cotangent[1].rows(rows), cotangent[2].rows(rows))
    }
    for (got, wanted) in [
      (maps.stride32, expected.stride32), (maps.stride16, expected.stride16), (maps.stride8, expected.stride8),
      (gradient, slope),
    ] {
      let scale = wanted.elements.reduce(0) { max($0, $1.magnitude) }
      #expect(scale > 0 && largestDistance(got, wanted) < 1e-4 * scale)
    }
    let one = try frozen.maps(for: images.rows([1]))
    #expect(haveSameBits(one.stride8, maps.stride8.rows([1])) && haveSameBits(one.stride32, maps.stride32.rows([1])))
    let empty = try frozen.maps(for: .zeros([0, 1, 32, 64]))
    #expect(empty.stride16.shape == [0, 6, 2, 4])
    #expect(throws: AssayError.self) { try frozen.maps(for: .zeros([1, 1, 64, 64])) }
  }

  /// 65.86 billion operations, two for each multiply-add (Redmon and Farhadi 2018, table 3).
  @Test func costsAreThoseOfYOLOv3() throws {
    let (pyramid, input) = (DarkNetPyramid(), [3, 416, 416] as Shape)
    #expect((Double(try pyramid.multiplyAdds(for: input)) * 2e-9 - 65.86).magnitude < 0.01)
    let lines = try pyramid.layerSummaries(for: input)
    #expect(lines.reduce(0) { $0 + $1.parameterCount } == pyramid.parameterCount)
    let maps = lines.filter { $0.name.hasSuffix(".out") }.map(\.outputShape)
    #expect(maps == [[255, 13, 13], [255, 26, 26], [255, 52, 52]])
    let text = try pyramid.summary(for: input).split(separator: "\n")
    #expect(text.first?.hasPrefix("darknet53-pyramid: 3×416×416 → 255×13×13, 255×26×26, 255×52×52, ") == true)
    #expect(text.last?.hasSuffix("61,949,149  32,932,037,632") == true)
    #expect(throws: AssayError.self) { try pyramid.summary(for: [3, 40, 40]) }
  }

  @Test func weightsThatDoNotFitAreListed() throws {
    var wrong = pyramid.startingParameters(key: RandomKey(seed: 5))
    wrong["heads.1.out.bias"] = nil
    wrong["heads.2.out.bias"] = .zeros([7])
    #expect {
      try pyramid.frozen(parameters: wrong, input: [1, 32, 32])
    } throws: { error in
      "\(error)".contains("missing: heads.1.out.bias 6") && "\(error)".contains("heads.2.out.bias 7 instead of 6")
    }
    #expect(throws: AssayError.self) { try pyramid.frozen(parameters: [:], input: [1, 40, 32]) }
  }
}
