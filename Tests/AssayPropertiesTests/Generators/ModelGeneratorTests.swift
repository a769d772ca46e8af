import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties
import AssayTensor
import Testing

@Suite struct ModelGeneratorTests {
  @Test func classPairsAreDistinctAndAllOccur() async throws {
    let generator = Generator<ClassPair>.classPair(of: Digits.test)
    let pairs = try Draws.values(generator, 3_000)
    #expect(Set(pairs.map { [$0.original, $0.target] }).count == 90)
    #expect(pairs.allSatisfy { $0.original != $0.target })
    #expect(try Draws.simplest(generator).description == "0 → 1")
    let found = try await Draws.minimum(generator) { $0.original + $0.target < 12 }
    #expect(try #require(found).description == "3 → 9")
    let single = try Dataset(name: "one", images: [Digits.test.example(at: 0).image], labels: [0], classNames: ["a"])
    #expect(Draws.fault(.classPair(of: single))?.kind == .invalidArgument)
    #expect(try Draws.simplest(.classPair(of: FixtureModel.digitsStandard)) == ClassPair(original: 0, target: 1))
  }

  @Test func networksAreModels() throws {
    let input: Shape = [2, 5, 7]
    let images = Tensor.uniform(0, 1, shape: [2, 2, 5, 7], key: RandomKey(seed: 1))
    for network in try Draws.values(.network(input: input, classes: 3), 150) {
      let (logits, gradient) = try network.logitsAndInputGradient(for: images) { logits, _ in
        Tensor(repeating: 1, shape: [logits.count, 3])
      }
      #expect(logits.classCount == 3 && gradient.shape == images.shape)
      #expect(network.description.count < 300 && network.description.hasPrefix("random: 2×5×7 → "))
    }
    let large = try Draws.values(.network(input: [3, 224, 224], classes: 1000), 20)
    #expect(large.allSatisfy { $0.architecture.parameterCount < 100_000 })
    let kinds = try Draws.values(Generator<Network>.network(for: Digits.test), 300).map(\.description).joined()
    for word in ["Convolution", "Linear", "Maximum pool", "all weights 0", "all weights 1", "whole weights", "random"] {
      #expect(kinds.contains(word))
    }
  }

  @Test func networksShrinkToLittle() async throws {
    let generator = Generator<Network>.network(input: [1, 4, 4], classes: 2)
    #expect(try Draws.simplest(generator).description == "random: 1×4×4 → Linear (2); 34 weights, all weights 0")
    let deep = try await Draws.minimum(generator) { network in
      network.architecture.layerSummaries.count { $0.kind.hasPrefix("Convolution") } < 1
    }
    let words = try #require(deep).description
    #expect(words == "random: 1×4×4 → Convolution 3×3 (1×4×4), ReLU, Linear (2); 44 weights, all weights 0")
    let wide = try await Draws.minimum(generator) { $0.architecture.parameterCount < 100 }
    #expect(try #require(wide).description.contains("all weights 0"))
    let signed = try await Draws.minimum(generator) { network in
      network.parameters.values.allSatisfy { $0.elements.allSatisfy { $0 <= 0 } }
    }
    #expect(try #require(signed).description == "random: 1×4×4 → Linear (2); 34 weights, all weights 1")
    for faulty in [
      Generator<Network>.network(input: [3], classes: 2), .network(input: [1, 4, 4], classes: 0),
      .network(input: [1, 4, 4], classes: 2, width: 0...3),
    ] { #expect(Draws.fault(faulty)?.advice?.contains(".network(input: [1, 8, 8], classes: 10)") == true) }
  }

  @Test func shapesStayInTheirRanges() async throws {
    let generator = Generator<Shape>.shape(rank: 1...4, extents: 2...9, most: 500)
    let shapes = try Draws.values(generator, 3_000)
    #expect(
      shapes.allSatisfy { (1...4).contains($0.rank) && $0.count <= 500 && $0.dimensions.allSatisfy((2...9).contains) })
    #expect(Set(shapes.map(\.rank)) == Set(1...4) && Set(shapes.flatMap(\.dimensions)) == Set(2...9))
    #expect(try Draws.simplest(generator) == [2])
    #expect(try await Draws.minimum(.shape(rank: 0...4)) { $0.count < 6 } == [6])
    #expect(try await Draws.minimum(.shape(rank: 0...4)) { $0.rank < 3 } == [1, 1, 1])
    #expect(Draws.fault(.shape(rank: 3...3, extents: 20...30))?.kind == .invalidArgument)
    #expect(Draws.fault(.shape(rank: -1...3))?.kind == .invalidArgument)
  }

  @Test func tensorsStayInTheirRange() async throws {
    for shape in [[], [3, 2], [4, 5, 6], [2, 3, 10, 10]] as [Shape] {
      let generator = Generator<Tensor>.tensor(shape: shape, in: -2...3)
      let tensors = try Draws.values(generator, 200)
      #expect(tensors.allSatisfy { $0.shape == shape && $0.elements.allSatisfy { (-2...3).contains($0) } })
      #expect(Set(tensors.map(\.elements)).count > 150)
      #expect(try Draws.simplest(generator).elements.allSatisfy { $0 == 0 })
      #expect(tensors.allSatisfy { (generator.describe?($0) ?? "").count < 150 })
    }
    let small = try await Draws.minimum(Generator.tensor(shape: [2, 3])) { $0.elements.allSatisfy { $0 < 0.37 } }
    #expect(try #require(small).elements == [0, 0, 0, 0, 0, 1])
    let large = try await Draws.minimum(Generator.tensor(shape: [20, 30])) { $0.elements.allSatisfy { $0 < 0.5 } }
    let others = try #require(large).elements.filter { $0 != 0 }
    #expect(others.count == 1 && others[0] >= 0.5 && others[0] < 0.51)
  }
}
