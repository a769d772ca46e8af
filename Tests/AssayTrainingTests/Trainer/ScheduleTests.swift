import AssayNetworks
import AssayTraining
import Testing

/// Schedules give the factors of their formulas.
@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, _ steps: [Int]) -> [Double] { steps.map { schedule.factor(at: $0) } }

  @Test func constant() { #expect(factors(.constant, [0, 1, 1_000_000]) == [1, 1, 1]) }

  @Test func cosine() {
    let schedule = Schedule.cosine(steps: 100)
    // Behind its end the wave goes on, as in PyTorch.
    let values = factors(schedule, [0, 25, 50, 75, 100, 150, 200])
    let wanted = [1, 0.853553390593274, 0.5, 0.146446609406726, 0, 0.5, 1]
    #expect(zip(values, wanted).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    let all = (0...100).map { schedule.factor(at: $0) }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 } && all.allSatisfy { (0...1).contains($0) })
    #expect(Schedule.cosine(steps: 0).factor(at: 0) >= 0)
  }

  @Test func warmUp() {
    let schedule = Schedule.warmUp(from: 0.2, steps: 4, then: .cosine(steps: 10))
    let values = factors(schedule, [0, 1, 2, 3, 4, 9, 14])
    #expect(zip(values, [0.2, 0.4, 0.6, 0.8, 1, 0.5, 0]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(Schedule.warmUp(from: 0.5, steps: 0, then: .constant).factor(at: 0) == 1)
  }

  @Test func stairs() {
    #expect(factors(.step(size: 10, factor: 0.5), [0, 9, 10, 19, 20, 35]) == [1, 1, 0.5, 0.5, 0.25, 0.125])
    #expect(Schedule.step(size: 0, factor: 0.5).factor(at: 2) == 0.25, "a size of nothing is one")
  }

  /// The recipes of the embedded networks: up over the first twentieth, then down to nothing.
  @Test func schedulesOfTheRecipes() {
    for recipe in TrainingRecipe.all {
      let schedule = recipe.schedule(1_800)
      #expect(schedule == .warmUp(from: 1.0 / 90, steps: 90, then: .cosine(steps: 1_710)))
      #expect(schedule.factor(at: 90) == 1 && schedule.factor(at: 1_800) < 1e-12)
      // Fewer updates than a twentieth can be taken of.
      #expect(recipe.schedule(5).factor(at: 0) == 1)
    }
  }
}
