import AssayBase
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

@Suite struct TransformLayerTests {
  private let images = Tensor.uniform(0, 1, shape: [4, 3, 8, 8], key: RandomKey(seed: 1))
  private let transform: ImageTransform = .rotation(-30...30).then(.brightness(0.5...0.9))

  private func context(_ mode: LayerContext.Mode) -> LayerContext { LayerContext(parameters: [:], mode: mode) }

  @Test func evaluationChangesAllAlike() throws {
    let layer = TransformLayer("t", transform, key: RandomKey(seed: 2))
    let together = layer(images, context(.evaluation))
    #expect(try together.elements == transform.applied(to: images, key: RandomKey(seed: 2)).elements)
    for row in 0..<4 {
      #expect(layer(images.rows([row]), context(.evaluation)).elements == together.rows([row]).elements)
    }
    let other = TransformLayer("t", transform, key: RandomKey(seed: 3))
    #expect(other(images, context(.evaluation)).elements != together.elements)
  }

  @Test func trainingChangesEachImageAnew() {
    let layer = TransformLayer("t", transform, key: RandomKey(seed: 2))
    let same = images.rows([0, 0, 0, 0])
    let first = layer(same, context(.training(RandomKey(seed: 5))))
    #expect(first.rows([0]).elements != first.rows([1]).elements)
    #expect(layer(same, context(.training(RandomKey(seed: 5)))).elements == first.elements)
    #expect(layer(same, context(.training(RandomKey(seed: 6)))).elements != first.elements)
  }

  @Test func shapesAreToldAndChecked() throws {
    let layer = TransformLayer("t", .resize(height: 5, width: 6), key: RandomKey(seed: 1))
    #expect(try layer.outputShape(for: [3, 8, 8]) == [3, 5, 6])
    #expect(layer(images, context(.evaluation)).shape == [4, 3, 5, 6])
    #expect(layer.kind == "Transform: resize to 5×6")
    #expect(throws: AssayError.self) { try layer.outputShape(for: [64]) }
    let crop = TransformLayer("t", .randomCrop(height: 9, width: 9), key: RandomKey(seed: 1))
    #expect(throws: AssayError.self) { try crop.outputShape(for: [3, 8, 8]) }
  }

  @Test func gradientsPass() throws {
    let layer = TransformLayer("t", transform, key: RandomKey(seed: 2))
    let (value, pullback) = valueWithPullback(at: [images]) { layer($0[0], context(.evaluation)) }
    let gradient = pullback(Tensor(repeating: 1, shape: value.shape))[0]
    #expect(gradient.shape == images.shape && gradient.elements.contains { $0 > 0.4 })
  }
}
