import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import AssayTraining
import Testing

/// Training moves the weights of auxiliary heads, and through them those before.
@Suite struct AuxiliaryTrainingTests {
  private func recipe(lossWeight: Float?) -> TrainingRecipe {
    let architecture = Architecture("headed", input: [1, 8, 8], classes: 10) {
      Convolution("a", 1, 8, kernel: 3, stride: 2, padding: 1)
      ReLU()
      if let lossWeight {
        AuxiliaryHead(lossWeight: lossWeight) {
          Flatten()
          Linear("head", 128, 10)
        }
      }
      Convolution("b", 8, 8, kernel: 3, padding: 1)
      ReLU()
      Flatten()
      Linear("c", 128, 10)
    }
    return TrainingRecipe(
      name: "headed", architecture: architecture, objective: .standard,
      optimizer: SGD(learningRate: 0.1, momentum: 0.9), epochs: 2, batchSize: 32, seed: 3)
  }

  @Test func headsLearnAndTeach() throws {
    let data = try Digits.train.prefix(128)
    var losses: [[Double]] = []
    let networks = try [nil, 0, 0.3].map { (weight: Float?) in
      var told: [Double] = []
      let network = try Trainer(recipe(lossWeight: weight)).train(on: data) { told.append($0.loss) }
      losses.append(told)
      return network
    }
    let (plain, ignored, headed) = (networks[0], networks[1], networks[2])
    for name in plain.weightNames {
      #expect(plain.parameters[name]?.elements == ignored.parameters[name]?.elements, "\(name)")
    }
    let start = Network(headed.architecture, key: RandomKey(seed: 3).derived("headed"))
    #expect(ignored.parameters["head.weight"]?.elements == start.parameters["head.weight"]?.elements)
    for name in ["head.weight", "head.bias"] {
      #expect(headed.parameters[name]?.elements != start.parameters[name]?.elements, "\(name) moves")
    }
    #expect(headed.parameters["a.weight"]?.elements != plain.parameters["a.weight"]?.elements)
    #expect(losses[0] == losses[1] && losses[2][0] > losses[0][0], "the head's loss is part of the loss")
  }

  @Test func imagesTooSmallForAHeadAreRefusedBeforeTraining() throws {
    let recipe = TrainingRecipe(
      name: "small", architecture: .inceptionV3(input: [3, 107, 107]), objective: .standard,
      optimizer: SGD(learningRate: 0.1), epochs: 1, batchSize: 1, seed: 1)
    #expect { try Trainer(recipe).train(on: Digits.train.prefix(1)) } throws: {
      ($0 as? AssayError)?.location?.contains("training of inception-v3") == true
    }
  }
}
