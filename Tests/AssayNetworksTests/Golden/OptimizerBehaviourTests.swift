import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// What optimisers, schedules, clipping and averages must do whatever the figures.
@Suite struct OptimizerBehaviourTests {
  @Test func climbingIsDescendingTheNegative() {
    let gradient = Tensor(shape: [3], elements: [1, -2, 0.5])
    let rules: [(Bool) -> any Optimizer] = [
      { SGD(learningRate: 0.1, momentum: 0.9, maximizes: $0) }, { Adam(amsgrad: true, maximizes: $0) },
      { RMSprop(momentum: 0.5, centered: true, maximizes: $0) }, { Adagrad(maximizes: $0) },
    ]
    for rule in rules {
      var (up, down) = (rule(true), rule(false))
      var (risen, fallen) = (["w": Tensor.zeros([3])], ["w": Tensor.zeros([3])])
      for _ in 0..<3 {
        up.update(&risen, gradients: ["w": gradient])
        down.update(&fallen, gradients: ["w": -gradient])
      }
      #expect(risen["w"]?.elements == fallen["w"]?.elements)
      #expect(risen["w"]?.elements.first.map { $0 > 0 } == true)
    }
  }

  @Test func gradientsAreClipped() {
    let gradients = ["a": Tensor(shape: [2], elements: [3, 0]), "b": Tensor(shape: [1], elements: [-4])]
    #expect(GradientClipping.norm(of: gradients) == 5)
    let scaled = GradientClipping.norm(1).applied(to: gradients)
    #expect(abs(GradientClipping.norm(of: scaled) - 1) < 1e-5)
    #expect(GradientClipping.norm(6).applied(to: gradients)["b"]?.elements == [-4])
    #expect(GradientClipping.value(3.5).applied(to: gradients)["b"]?.elements == [-3.5])
  }

  @Test func averagesFollow() {
    var average = WeightAverage(decay: 0.75)
    for value: Float in [0, 4, 8] { average.update(["w": Tensor(value)]) }
    #expect(average.parameters["w"]?.scalar == 2.75)
  }

  @Test func schedulesCarryMomentumToTheRule() {
    var rule: any Optimizer = SGD(learningRate: 1, momentum: 0.9)
    let cycle = OneCycle(steps: 10, rise: 0.5)
    rule.follow(.oneCycle(cycle), base: 2, at: 0)
    #expect(abs(rule.learningRate - 0.08) < 1e-12 && rule.momentum == 0.95)
    rule.follow(.oneCycle(cycle), base: 2, at: 4)
    #expect(rule.learningRate == 2 && abs((rule.momentum ?? 0) - 0.85) < 1e-12)
    rule.follow(.constant, base: 3, at: 5)
    #expect(rule.learningRate == 3 && abs((rule.momentum ?? 0) - 0.85) < 1e-12)
  }

  @Test func differencesOfLogitsNeedClasses() {
    let two = Tensor(shape: [1, 2], elements: [1, 3])
    #expect(Loss.differenceOfLogitsRatio(two, labels: [0]).elements == [2])
    let three = Tensor(shape: [1, 3], elements: [1, 3, 2])
    #expect(Loss.targetedDifferenceOfLogitsRatio(three, labels: [1], targets: [0]).elements == [-2])
    #expect(abs(Loss.differenceOfLogitsRatio(three, labels: [1]).scalar + 0.5) < 1e-6)
  }

  @Test func confidentLogitsKeepTheirSlope() {
    let logits = Tensor(shape: [2], elements: [40, -40])
    let targets = Tensor(shape: [2], elements: [1, 0])
    let gradient = valueAndGradient(at: logits) { Loss.binaryCrossEntropy($0, targets: targets) }.gradient
    #expect(gradient.elements[0] < 0 && gradient.elements[1] > 0)
  }
}
